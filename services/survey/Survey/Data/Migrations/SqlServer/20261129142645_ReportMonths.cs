using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Survey.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class ReportMonths : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Name",
                table: "Storefronts",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "CauseId",
                table: "Complaints",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "CauseVersion",
                table: "Complaints",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "CorrectiveActions",
                columns: table => new
                {
                    ActionId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    StorefrontId = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    CauseId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Title = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    EffectiveAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Verified = table.Column<bool>(type: "bit", nullable: false),
                    ActionVersion = table.Column<int>(type: "int", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CorrectiveActions", x => x.ActionId);
                });

            migrationBuilder.CreateTable(
                name: "MonthlyReports",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    StorefrontId = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Month = table.Column<string>(type: "nvarchar(7)", maxLength: 7, nullable: false, collation: "Latin1_General_100_BIN2"),
                    NextAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    LeasedUntil = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    LeaseOwner = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MonthlyReports", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Invitations_StorefrontId_AnsweredAt",
                table: "Invitations",
                columns: new[] { "StorefrontId", "AnsweredAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Complaints_AgentId",
                table: "Complaints",
                column: "AgentId");

            migrationBuilder.CreateIndex(
                name: "IX_Complaints_CauseId_ReceivedAt",
                table: "Complaints",
                columns: new[] { "CauseId", "ReceivedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_CorrectiveActions_StorefrontId_EffectiveAt",
                table: "CorrectiveActions",
                columns: new[] { "StorefrontId", "EffectiveAt" });

            migrationBuilder.CreateIndex(
                name: "IX_MonthlyReports_Due",
                table: "MonthlyReports",
                column: "NextAt");

            migrationBuilder.CreateIndex(
                name: "IX_MonthlyReports_LeaseOwner",
                table: "MonthlyReports",
                column: "LeaseOwner");

            migrationBuilder.CreateIndex(
                name: "IX_MonthlyReports_StorefrontId",
                table: "MonthlyReports",
                column: "StorefrontId",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CorrectiveActions");

            migrationBuilder.DropTable(
                name: "MonthlyReports");

            migrationBuilder.DropIndex(
                name: "IX_Invitations_StorefrontId_AnsweredAt",
                table: "Invitations");

            migrationBuilder.DropIndex(
                name: "IX_Complaints_AgentId",
                table: "Complaints");

            migrationBuilder.DropIndex(
                name: "IX_Complaints_CauseId_ReceivedAt",
                table: "Complaints");

            migrationBuilder.DropColumn(
                name: "Name",
                table: "Storefronts");

            migrationBuilder.DropColumn(
                name: "CauseId",
                table: "Complaints");

            migrationBuilder.DropColumn(
                name: "CauseVersion",
                table: "Complaints");
        }
    }
}
