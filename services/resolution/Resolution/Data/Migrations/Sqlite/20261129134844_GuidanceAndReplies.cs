using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Resolution.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class GuidanceAndReplies : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Carrier",
                table: "ComplaintFacts",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "OrderDeliveredAt",
                table: "ComplaintFacts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "StatementFact",
                table: "ComplaintFacts",
                type: "TEXT",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "StatementFeeling",
                table: "ComplaintFacts",
                type: "TEXT",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "StatementNeed",
                table: "ComplaintFacts",
                type: "TEXT",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Store",
                table: "ComplaintFacts",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Ticked",
                table: "Cases",
                type: "TEXT",
                maxLength: -1,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Carrier",
                table: "ComplaintFacts");

            migrationBuilder.DropColumn(
                name: "OrderDeliveredAt",
                table: "ComplaintFacts");

            migrationBuilder.DropColumn(
                name: "StatementFact",
                table: "ComplaintFacts");

            migrationBuilder.DropColumn(
                name: "StatementFeeling",
                table: "ComplaintFacts");

            migrationBuilder.DropColumn(
                name: "StatementNeed",
                table: "ComplaintFacts");

            migrationBuilder.DropColumn(
                name: "Store",
                table: "ComplaintFacts");

            migrationBuilder.DropColumn(
                name: "Ticked",
                table: "Cases");
        }
    }
}
