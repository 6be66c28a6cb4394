using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Resolution.Data.Migrations.SqlServer
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
                type: "nvarchar(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "Cost",
                table: "Offers",
                type: "decimal(19,4)",
                precision: 19,
                scale: 4,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "CostCurrency",
                table: "Offers",
                type: "nvarchar(3)",
                maxLength: 3,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ReleaseReason",
                table: "Obligations",
                type: "nvarchar(1000)",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "ReleasedAt",
                table: "Obligations",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ReleasedBy",
                table: "Obligations",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "RecordedAt",
                table: "Contacts",
                type: "datetimeoffset",
                nullable: false,
                defaultValue: new DateTimeOffset(new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)));

            migrationBuilder.AddColumn<Guid>(
                name: "OriginalId",
                table: "ComplaintFacts",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Joined",
                table: "Cases",
                type: "nvarchar(2000)",
                maxLength: 2000,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "PendingClose",
                table: "Cases",
                type: "nvarchar(20)",
                maxLength: 20,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "StrictestSeverity",
                table: "Cases",
                type: "nvarchar(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "AwaySince",
                table: "Agents",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Exposures",
                columns: table => new
                {
                    Key = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false),
                    StorefrontId = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Exposures", x => x.Key);
                });

            migrationBuilder.CreateTable(
                name: "Notices",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    StorefrontId = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    ComplaintId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Reference = table.Column<string>(type: "nvarchar(12)", maxLength: 12, nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    TextZh = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false),
                    TextEn = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false),
                    At = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    ReadAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true)
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
