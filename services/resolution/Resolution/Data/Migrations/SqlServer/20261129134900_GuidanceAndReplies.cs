using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Resolution.Data.Migrations.SqlServer
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
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "OrderDeliveredAt",
                table: "ComplaintFacts",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "StatementFact",
                table: "ComplaintFacts",
                type: "nvarchar(1000)",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "StatementFeeling",
                table: "ComplaintFacts",
                type: "nvarchar(1000)",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "StatementNeed",
                table: "ComplaintFacts",
                type: "nvarchar(1000)",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Store",
                table: "ComplaintFacts",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Ticked",
                table: "Cases",
                type: "nvarchar(max)",
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
