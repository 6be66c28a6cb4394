using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.FollowUp.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ReadListsByIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Messages_StorefrontId_CreatedAt",
                table: "Messages");

            migrationBuilder.CreateIndex(
                name: "IX_Outbox_GivenUpAt",
                table: "Outbox",
                column: "GivenUpAt",
                filter: "\"GivenUpAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Messages_CreatedAt_Id",
                table: "Messages",
                columns: new[] { "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Messages_StorefrontId_CreatedAt_Id",
                table: "Messages",
                columns: new[] { "StorefrontId", "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_FollowUps_DueAt_Id",
                table: "FollowUps",
                columns: new[] { "DueAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_FollowUps_StorefrontId_DueAt_Id",
                table: "FollowUps",
                columns: new[] { "StorefrontId", "DueAt", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Outbox_GivenUpAt",
                table: "Outbox");

            migrationBuilder.DropIndex(
                name: "IX_Messages_CreatedAt_Id",
                table: "Messages");

            migrationBuilder.DropIndex(
                name: "IX_Messages_StorefrontId_CreatedAt_Id",
                table: "Messages");

            migrationBuilder.DropIndex(
                name: "IX_FollowUps_DueAt_Id",
                table: "FollowUps");

            migrationBuilder.DropIndex(
                name: "IX_FollowUps_StorefrontId_DueAt_Id",
                table: "FollowUps");

            migrationBuilder.CreateIndex(
                name: "IX_Messages_StorefrontId_CreatedAt",
                table: "Messages",
                columns: new[] { "StorefrontId", "CreatedAt" });
        }
    }
}
