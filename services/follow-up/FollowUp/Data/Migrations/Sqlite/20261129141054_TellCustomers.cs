using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.FollowUp.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class TellCustomers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "AddressKey",
                table: "Messages",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "News",
                table: "Messages",
                type: "TEXT",
                maxLength: 2000,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "StaffMails",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Address = table.Column<string>(type: "TEXT", maxLength: 254, nullable: false),
                    Language = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Month = table.Column<string>(type: "TEXT", maxLength: 7, nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    NextAt = table.Column<long>(type: "INTEGER", nullable: true),
                    LeasedUntil = table.Column<long>(type: "INTEGER", nullable: true),
                    LeaseOwner = table.Column<Guid>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StaffMails", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "UndeliverableAddresses",
                columns: table => new
                {
                    Key = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Since = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UndeliverableAddresses", x => x.Key);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Messages_AddressKey_SentAt",
                table: "Messages",
                columns: new[] { "AddressKey", "SentAt" });

            migrationBuilder.CreateIndex(
                name: "IX_StaffMails_Due",
                table: "StaffMails",
                column: "NextAt");

            migrationBuilder.CreateIndex(
                name: "IX_StaffMails_LeaseOwner",
                table: "StaffMails",
                column: "LeaseOwner");

            migrationBuilder.CreateIndex(
                name: "IX_UndeliverableAddresses_Since",
                table: "UndeliverableAddresses",
                column: "Since");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "StaffMails");

            migrationBuilder.DropTable(
                name: "UndeliverableAddresses");

            migrationBuilder.DropIndex(
                name: "IX_Messages_AddressKey_SentAt",
                table: "Messages");

            migrationBuilder.DropColumn(
                name: "AddressKey",
                table: "Messages");

            migrationBuilder.DropColumn(
                name: "News",
                table: "Messages");
        }
    }
}
