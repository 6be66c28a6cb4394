using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.FollowUp.Data.Migrations.Sqlite
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
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "MessageError",
                table: "FollowUps",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "OverdueSince",
                table: "FollowUps",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Resolution",
                table: "FollowUps",
                type: "TEXT",
                maxLength: 4000,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RetryNotBefore",
                table: "FollowUps",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "Counts",
                table: "FollowUpAttempts",
                type: "INTEGER",
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
