using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Survey.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class ReadListsByIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Invitations_StorefrontId_CreatedAt",
                table: "Invitations");

            migrationBuilder.DropIndex(
                name: "IX_Comments_StorefrontId_WrittenAt",
                table: "Comments");

            migrationBuilder.CreateIndex(
                name: "IX_SatisfactionCounts_Day_StorefrontId",
                table: "SatisfactionCounts",
                columns: new[] { "Day", "StorefrontId" });

            migrationBuilder.CreateIndex(
                name: "IX_Outbox_GivenUpAt",
                table: "Outbox",
                column: "GivenUpAt",
                filter: "[GivenUpAt] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Invitations_CreatedAt_Id",
                table: "Invitations",
                columns: new[] { "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Invitations_StorefrontId_CreatedAt_Id",
                table: "Invitations",
                columns: new[] { "StorefrontId", "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Comments_StorefrontId_WrittenAt_Id",
                table: "Comments",
                columns: new[] { "StorefrontId", "WrittenAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Comments_WrittenAt_Id",
                table: "Comments",
                columns: new[] { "WrittenAt", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_SatisfactionCounts_Day_StorefrontId",
                table: "SatisfactionCounts");

            migrationBuilder.DropIndex(
                name: "IX_Outbox_GivenUpAt",
                table: "Outbox");

            migrationBuilder.DropIndex(
                name: "IX_Invitations_CreatedAt_Id",
                table: "Invitations");

            migrationBuilder.DropIndex(
                name: "IX_Invitations_StorefrontId_CreatedAt_Id",
                table: "Invitations");

            migrationBuilder.DropIndex(
                name: "IX_Comments_StorefrontId_WrittenAt_Id",
                table: "Comments");

            migrationBuilder.DropIndex(
                name: "IX_Comments_WrittenAt_Id",
                table: "Comments");

            migrationBuilder.CreateIndex(
                name: "IX_Invitations_StorefrontId_CreatedAt",
                table: "Invitations",
                columns: new[] { "StorefrontId", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Comments_StorefrontId_WrittenAt",
                table: "Comments",
                columns: new[] { "StorefrontId", "WrittenAt" });
        }
    }
}
