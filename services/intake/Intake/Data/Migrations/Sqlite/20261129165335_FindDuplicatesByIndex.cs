using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Intake.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class FindDuplicatesByIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Register_CustomerId_ReceivedAt",
                table: "Register");

            migrationBuilder.DropIndex(
                name: "IX_Register_OrderExternalId",
                table: "Register");

            migrationBuilder.DropIndex(
                name: "IX_Complaints_Order_ExternalId",
                table: "Complaints");

            migrationBuilder.CreateIndex(
                name: "IX_Register_CustomerId_StorefrontId_ReceivedAt",
                table: "Register",
                columns: new[] { "CustomerId", "StorefrontId", "ReceivedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Register_OrderExternalId_StorefrontId_ReceivedAt",
                table: "Register",
                columns: new[] { "OrderExternalId", "StorefrontId", "ReceivedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Register_CustomerId_StorefrontId_ReceivedAt",
                table: "Register");

            migrationBuilder.DropIndex(
                name: "IX_Register_OrderExternalId_StorefrontId_ReceivedAt",
                table: "Register");

            migrationBuilder.CreateIndex(
                name: "IX_Register_CustomerId_ReceivedAt",
                table: "Register",
                columns: new[] { "CustomerId", "ReceivedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Register_OrderExternalId",
                table: "Register",
                column: "OrderExternalId");

            migrationBuilder.CreateIndex(
                name: "IX_Complaints_Order_ExternalId",
                table: "Complaints",
                column: "Order_ExternalId");
        }
    }
}
