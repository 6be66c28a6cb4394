using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Survey.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class CountTimes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "ByOwnAgent",
                table: "SatisfactionCounts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<byte[]>(
                name: "Repairs",
                table: "SatisfactionCounts",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "Waits",
                table: "SatisfactionCounts",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "ByOwnAgent",
                table: "Invitations",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "RepairedSeconds",
                table: "Invitations",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "WaitedSeconds",
                table: "Invitations",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "FirstRespondedAt",
                table: "Complaints",
                type: "INTEGER",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "ByOwnAgent",
                table: "SatisfactionCounts");

            migrationBuilder.DropColumn(
                name: "Repairs",
                table: "SatisfactionCounts");

            migrationBuilder.DropColumn(
                name: "Waits",
                table: "SatisfactionCounts");

            migrationBuilder.DropColumn(
                name: "ByOwnAgent",
                table: "Invitations");

            migrationBuilder.DropColumn(
                name: "RepairedSeconds",
                table: "Invitations");

            migrationBuilder.DropColumn(
                name: "WaitedSeconds",
                table: "Invitations");

            migrationBuilder.DropColumn(
                name: "FirstRespondedAt",
                table: "Complaints");
        }
    }
}
