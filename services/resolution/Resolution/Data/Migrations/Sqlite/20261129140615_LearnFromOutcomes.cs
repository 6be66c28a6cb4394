using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Resolution.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class LearnFromOutcomes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "CaseOutcomes",
                columns: table => new
                {
                    ComplaintId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Cycle = table.Column<int>(type: "INTEGER", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    AgentId = table.Column<Guid>(type: "TEXT", nullable: true),
                    AgentName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Team = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Department = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Category = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    StartedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    FirstResponseHours = table.Column<double>(type: "REAL", nullable: true),
                    ResolutionHours = table.Column<double>(type: "REAL", nullable: true),
                    FirstResponseKept = table.Column<bool>(type: "INTEGER", nullable: true),
                    ResolutionKept = table.Column<bool>(type: "INTEGER", nullable: true),
                    CloseReason = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    Reopened = table.Column<bool>(type: "INTEGER", nullable: false),
                    Score = table.Column<int>(type: "INTEGER", nullable: true),
                    Solved = table.Column<bool>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CaseOutcomes", x => new { x.ComplaintId, x.Cycle });
                });

            migrationBuilder.CreateTable(
                name: "Precedents",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Reference = table.Column<string>(type: "TEXT", maxLength: 12, nullable: false),
                    Cycle = table.Column<int>(type: "INTEGER", nullable: false),
                    Category = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Language = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false),
                    Outcome = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Solution = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: true),
                    Remedies = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    Amount = table.Column<decimal>(type: "TEXT", precision: 19, scale: 4, nullable: true),
                    Currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: true),
                    ResolutionHours = table.Column<double>(type: "REAL", nullable: true),
                    Score = table.Column<int>(type: "INTEGER", nullable: true),
                    Solved = table.Column<bool>(type: "INTEGER", nullable: true),
                    ClosedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Precedents", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Trainings",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Description = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                    Day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Agents = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Trainings", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_CaseOutcomes_AgentId_EndedAt",
                table: "CaseOutcomes",
                columns: new[] { "AgentId", "EndedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_CaseOutcomes_StorefrontId_EndedAt",
                table: "CaseOutcomes",
                columns: new[] { "StorefrontId", "EndedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Precedents_StorefrontId_ClosedAt",
                table: "Precedents",
                columns: new[] { "StorefrontId", "ClosedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Trainings_StorefrontId_CreatedAt_Id",
                table: "Trainings",
                columns: new[] { "StorefrontId", "CreatedAt", "Id" });
            migrationBuilder.Sql("CREATE TABLE PrecedentParts (RowId INTEGER PRIMARY KEY, PrecedentId TEXT NOT NULL);");
            migrationBuilder.Sql("CREATE UNIQUE INDEX IX_PrecedentParts_PrecedentId ON PrecedentParts (PrecedentId);");
            // Lists of numbers by token and nothing else: no text, no positions, no sizes
            migrationBuilder.Sql(
                "CREATE VIRTUAL TABLE PrecedentIndex USING fts5(Tokens, content='', contentless_delete=1, detail=none, columnsize=1, tokenize='unicode61 remove_diacritics 0');");
            migrationBuilder.Sql(
                "CREATE VIRTUAL TABLE PrecedentSample USING fts5(Tokens, content='', contentless_delete=1, detail=none, columnsize=1, tokenize='unicode61 remove_diacritics 0');");
            migrationBuilder.Sql("CREATE VIRTUAL TABLE PrecedentVocabulary USING fts5vocab(PrecedentSample, 'row');");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TABLE PrecedentVocabulary;");
            migrationBuilder.Sql("DROP TABLE PrecedentSample;");
            migrationBuilder.Sql("DROP TABLE PrecedentIndex;");
            migrationBuilder.Sql("DROP TABLE PrecedentParts;");

            migrationBuilder.DropTable(
                name: "CaseOutcomes");

            migrationBuilder.DropTable(
                name: "Precedents");

            migrationBuilder.DropTable(
                name: "Trainings");
        }
    }
}
