using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Resolution.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class GuidanceAndRemedies : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "Points",
                table: "Offers",
                type: "int",
                nullable: true);

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

            migrationBuilder.AlterColumn<string>(
                name: "ReasonZh",
                table: "Approvals",
                type: "nvarchar(1000)",
                maxLength: 1000,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "nvarchar(500)",
                oldMaxLength: 500);

            migrationBuilder.AlterColumn<string>(
                name: "ReasonEn",
                table: "Approvals",
                type: "nvarchar(1000)",
                maxLength: 1000,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "nvarchar(500)",
                oldMaxLength: 500);

            migrationBuilder.CreateTable(
                name: "CaseVerdicts",
                columns: table => new
                {
                    CaseId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Cycle = table.Column<int>(type: "int", nullable: false),
                    StorefrontId = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Category = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Demands = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Kinds = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    Satisfied = table.Column<bool>(type: "bit", nullable: false),
                    SaidAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CaseVerdicts", x => new { x.CaseId, x.Cycle });
                });

            migrationBuilder.CreateTable(
                name: "RemedyOutcomes",
                columns: table => new
                {
                    StorefrontId = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Category = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Demand = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Kind = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Satisfied = table.Column<int>(type: "int", nullable: false),
                    Unsatisfied = table.Column<int>(type: "int", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RemedyOutcomes", x => new { x.StorefrontId, x.Category, x.Demand, x.Kind });
                });

            migrationBuilder.CreateIndex(
                name: "IX_Offers_StorefrontId_State_AnsweredAt",
                table: "Offers",
                columns: new[] { "StorefrontId", "State", "AnsweredAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CaseVerdicts");

            migrationBuilder.DropTable(
                name: "RemedyOutcomes");

            migrationBuilder.DropIndex(
                name: "IX_Offers_StorefrontId_State_AnsweredAt",
                table: "Offers");

            migrationBuilder.DropColumn(
                name: "Points",
                table: "Offers");

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

            migrationBuilder.AlterColumn<string>(
                name: "ReasonZh",
                table: "Approvals",
                type: "nvarchar(500)",
                maxLength: 500,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "nvarchar(1000)",
                oldMaxLength: 1000);

            migrationBuilder.AlterColumn<string>(
                name: "ReasonEn",
                table: "Approvals",
                type: "nvarchar(500)",
                maxLength: 500,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "nvarchar(1000)",
                oldMaxLength: 1000);
        }
    }
}
