using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Classification.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class ReadListsByIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Classifications_StorefrontId_NeedsReview_LeastConfidence",
                table: "Classifications");

            migrationBuilder.CreateIndex(
                name: "IX_Outbox_GivenUpAt",
                table: "Outbox",
                column: "GivenUpAt",
                filter: "[GivenUpAt] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Classifications_LeastConfidence_Id",
                table: "Classifications",
                columns: new[] { "LeastConfidence", "Id" },
                filter: "[NeedsReview] = 1");

            migrationBuilder.CreateIndex(
                name: "IX_Classifications_StorefrontId_LeastConfidence_Id",
                table: "Classifications",
                columns: new[] { "StorefrontId", "LeastConfidence", "Id" },
                filter: "[NeedsReview] = 1");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Outbox_GivenUpAt",
                table: "Outbox");

            migrationBuilder.DropIndex(
                name: "IX_Classifications_LeastConfidence_Id",
                table: "Classifications");

            migrationBuilder.DropIndex(
                name: "IX_Classifications_StorefrontId_LeastConfidence_Id",
                table: "Classifications");

            migrationBuilder.CreateIndex(
                name: "IX_Classifications_StorefrontId_NeedsReview_LeastConfidence",
                table: "Classifications",
                columns: new[] { "StorefrontId", "NeedsReview", "LeastConfidence" });
        }
    }
}
