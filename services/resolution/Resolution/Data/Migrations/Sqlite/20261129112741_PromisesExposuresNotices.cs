using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Resolution.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class PromisesExposuresNotices : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "AuthorisedBy",
                table: "Offers",
                type: "TEXT",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "Cost",
                table: "Offers",
                type: "TEXT",
                precision: 19,
                scale: 4,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "CostCurrency",
                table: "Offers",
                type: "TEXT",
                maxLength: 3,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ReleaseReason",
                table: "Obligations",
                type: "TEXT",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ReleasedAt",
                table: "Obligations",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ReleasedBy",
                table: "Obligations",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RecordedAt",
                table: "Contacts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<Guid>(
                name: "OriginalId",
                table: "ComplaintFacts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Joined",
                table: "Cases",
                type: "TEXT",
                maxLength: 2000,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "PendingClose",
                table: "Cases",
                type: "TEXT",
                maxLength: 20,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "StrictestSeverity",
                table: "Cases",
                type: "TEXT",
                maxLength: 40,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "AwaySince",
                table: "Agents",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Exposures",
                columns: table => new
                {
                    Key = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Exposures", x => x.Key);
                });

            migrationBuilder.CreateTable(
                name: "Notices",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    UserId = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    ComplaintId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Reference = table.Column<string>(type: "TEXT", maxLength: 12, nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    TextZh = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    TextEn = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    ReadAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Notices", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_CaseTasks_Department_State_DueAt",
                table: "CaseTasks",
                columns: new[] { "Department", "State", "DueAt" });

            migrationBuilder.CreateIndex(
                name: "IX_CaseTasks_OwnerId_State",
                table: "CaseTasks",
                columns: new[] { "OwnerId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_Notices_UserId_At_Id",
                table: "Notices",
                columns: new[] { "UserId", "At", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Notices_UserId_ReadAt",
                table: "Notices",
                columns: new[] { "UserId", "ReadAt" });

            // What is there already: its severity so far, its sums, and the time at which it was written down
            migrationBuilder.Sql("UPDATE Cases SET StrictestSeverity = Severity");
            migrationBuilder.Sql("UPDATE Contacts SET RecordedAt = At");
            migrationBuilder.Sql("UPDATE Offers SET Cost = Amount, CostCurrency = Currency");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Exposures");

            migrationBuilder.DropTable(
                name: "Notices");

            migrationBuilder.DropIndex(
                name: "IX_CaseTasks_Department_State_DueAt",
                table: "CaseTasks");

            migrationBuilder.DropIndex(
                name: "IX_CaseTasks_OwnerId_State",
                table: "CaseTasks");

            migrationBuilder.DropColumn(
                name: "AuthorisedBy",
                table: "Offers");

            migrationBuilder.DropColumn(
                name: "Cost",
                table: "Offers");

            migrationBuilder.DropColumn(
                name: "CostCurrency",
                table: "Offers");

            migrationBuilder.DropColumn(
                name: "ReleaseReason",
                table: "Obligations");

            migrationBuilder.DropColumn(
                name: "ReleasedAt",
                table: "Obligations");

            migrationBuilder.DropColumn(
                name: "ReleasedBy",
                table: "Obligations");

            migrationBuilder.DropColumn(
                name: "RecordedAt",
                table: "Contacts");

            migrationBuilder.DropColumn(
                name: "OriginalId",
                table: "ComplaintFacts");

            migrationBuilder.DropColumn(
                name: "Joined",
                table: "Cases");

            migrationBuilder.DropColumn(
                name: "PendingClose",
                table: "Cases");

            migrationBuilder.DropColumn(
                name: "StrictestSeverity",
                table: "Cases");

            migrationBuilder.DropColumn(
                name: "AwaySince",
                table: "Agents");
        }
    }
}
