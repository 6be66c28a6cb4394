using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Resolution.Data.Migrations.Sqlite
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
                type: "INTEGER",
                nullable: true);

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

            migrationBuilder.CreateTable(
                name: "CaseVerdicts",
                columns: table => new
                {
                    CaseId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Cycle = table.Column<int>(type: "INTEGER", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Category = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Demands = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Kinds = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    Satisfied = table.Column<bool>(type: "INTEGER", nullable: false),
                    SaidAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CaseVerdicts", x => new { x.CaseId, x.Cycle });
                });

            migrationBuilder.CreateTable(
                name: "RemedyOutcomes",
                columns: table => new
                {
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Category = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Demand = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Satisfied = table.Column<int>(type: "INTEGER", nullable: false),
                    Unsatisfied = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
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
        }
    }
}
