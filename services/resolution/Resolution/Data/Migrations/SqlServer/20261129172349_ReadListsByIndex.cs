using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Resolution.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class ReadListsByIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Cases_CustomerId",
                table: "Cases");

            migrationBuilder.DropIndex(
                name: "IX_Cases_OrderExternalId",
                table: "Cases");

            migrationBuilder.DropIndex(
                name: "IX_Approvals_StorefrontId_State_RequestedAt",
                table: "Approvals");

            migrationBuilder.CreateIndex(
                name: "IX_Outbox_GivenUpAt",
                table: "Outbox",
                column: "GivenUpAt",
                filter: "[GivenUpAt] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_CaseTasks_State_DueAt",
                table: "CaseTasks",
                columns: new[] { "State", "DueAt" });

            migrationBuilder.CreateIndex(
                name: "IX_CaseTasks_StorefrontId_State_DueAt",
                table: "CaseTasks",
                columns: new[] { "StorefrontId", "State", "DueAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Cases_CustomerId_StorefrontId",
                table: "Cases",
                columns: new[] { "CustomerId", "StorefrontId" });

            migrationBuilder.CreateIndex(
                name: "IX_Cases_OrderExternalId_StorefrontId",
                table: "Cases",
                columns: new[] { "OrderExternalId", "StorefrontId" });

            migrationBuilder.CreateIndex(
                name: "IX_CaseOutcomes_EndedAt",
                table: "CaseOutcomes",
                column: "EndedAt");

            migrationBuilder.CreateIndex(
                name: "IX_Approvals_State_RequestedAt_Id",
                table: "Approvals",
                columns: new[] { "State", "RequestedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Approvals_StorefrontId_State_RequestedAt_Id",
                table: "Approvals",
                columns: new[] { "StorefrontId", "State", "RequestedAt", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Outbox_GivenUpAt",
                table: "Outbox");

            migrationBuilder.DropIndex(
                name: "IX_CaseTasks_State_DueAt",
                table: "CaseTasks");

            migrationBuilder.DropIndex(
                name: "IX_CaseTasks_StorefrontId_State_DueAt",
                table: "CaseTasks");

            migrationBuilder.DropIndex(
                name: "IX_Cases_CustomerId_StorefrontId",
                table: "Cases");

            migrationBuilder.DropIndex(
                name: "IX_Cases_OrderExternalId_StorefrontId",
                table: "Cases");

            migrationBuilder.DropIndex(
                name: "IX_CaseOutcomes_EndedAt",
                table: "CaseOutcomes");

            migrationBuilder.DropIndex(
                name: "IX_Approvals_State_RequestedAt_Id",
                table: "Approvals");

            migrationBuilder.DropIndex(
                name: "IX_Approvals_StorefrontId_State_RequestedAt_Id",
                table: "Approvals");

            migrationBuilder.CreateIndex(
                name: "IX_Cases_CustomerId",
                table: "Cases",
                column: "CustomerId");

            migrationBuilder.CreateIndex(
                name: "IX_Cases_OrderExternalId",
                table: "Cases",
                column: "OrderExternalId");

            migrationBuilder.CreateIndex(
                name: "IX_Approvals_StorefrontId_State_RequestedAt",
                table: "Approvals",
                columns: new[] { "StorefrontId", "State", "RequestedAt" });
        }
    }
}
