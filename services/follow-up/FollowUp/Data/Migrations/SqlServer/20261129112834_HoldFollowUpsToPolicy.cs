using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.FollowUp.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class HoldFollowUpsToPolicy : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Language",
                table: "Messages",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "MessageError",
                table: "FollowUps",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "OverdueSince",
                table: "FollowUps",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Resolution",
                table: "FollowUps",
                type: "nvarchar(4000)",
                maxLength: 4000,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "RetryNotBefore",
                table: "FollowUps",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "Counts",
                table: "FollowUpAttempts",
                type: "bit",
                nullable: false,
                defaultValue: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Language",
                table: "Messages");

            migrationBuilder.DropColumn(
                name: "MessageError",
                table: "FollowUps");

            migrationBuilder.DropColumn(
                name: "OverdueSince",
                table: "FollowUps");

            migrationBuilder.DropColumn(
                name: "Resolution",
                table: "FollowUps");

            migrationBuilder.DropColumn(
                name: "RetryNotBefore",
                table: "FollowUps");

            migrationBuilder.DropColumn(
                name: "Counts",
                table: "FollowUpAttempts");
        }
    }
}
