using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Resolution.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class KeepPolicyVersions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // EF would make the table anew outside of a transaction: a process killed meanwhile would leave half of it
            migrationBuilder.Sql("ALTER TABLE \"Cases\" DROP COLUMN \"FirstResponseWarnedIn\"");
            migrationBuilder.Sql("ALTER TABLE \"Cases\" DROP COLUMN \"ResolutionWarnedIn\"");

            migrationBuilder.AddColumn<long>(
                name: "AcknowledgedAt",
                table: "ComplaintFacts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "CalmestSentiment",
                table: "ComplaintFacts",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "AddedAt",
                table: "CaseTasks",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "WantsRole",
                table: "Cases",
                type: "TEXT",
                maxLength: 40,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "PolicyVersions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Since = table.Column<long>(type: "INTEGER", nullable: true),
                    Body = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    ToldUpTo = table.Column<Guid>(type: "TEXT", nullable: true),
                    NextAt = table.Column<long>(type: "INTEGER", nullable: true),
                    LeasedUntil = table.Column<long>(type: "INTEGER", nullable: true),
                    LeaseOwner = table.Column<Guid>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PolicyVersions", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Cases_WantsRole",
                table: "Cases",
                column: "WantsRole");

            migrationBuilder.CreateIndex(
                name: "IX_PolicyVersions_Kind_StorefrontId",
                table: "PolicyVersions",
                columns: new[] { "Kind", "StorefrontId" });

            migrationBuilder.CreateIndex(
                name: "IX_PolicyVersions_NextAt",
                table: "PolicyVersions",
                column: "NextAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "PolicyVersions");

            migrationBuilder.DropIndex(
                name: "IX_Cases_WantsRole",
                table: "Cases");

            migrationBuilder.DropColumn(
                name: "AcknowledgedAt",
                table: "ComplaintFacts");

            migrationBuilder.DropColumn(
                name: "CalmestSentiment",
                table: "ComplaintFacts");

            migrationBuilder.DropColumn(
                name: "AddedAt",
                table: "CaseTasks");

            migrationBuilder.DropColumn(
                name: "WantsRole",
                table: "Cases");

            migrationBuilder.AddColumn<int>(
                name: "FirstResponseWarnedIn",
                table: "Cases",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "ResolutionWarnedIn",
                table: "Cases",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);
        }
    }
}
