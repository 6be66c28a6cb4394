using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Resolution.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class CountForTheBoard : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Cases_EndedAt_AgentId",
                table: "Cases");

            migrationBuilder.CreateIndex(
                name: "IX_Cases_AgentId_OpenedAt",
                table: "Cases",
                columns: new[] { "AgentId", "OpenedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Cases_Department_OpenedAt",
                table: "Cases",
                columns: new[] { "Department", "OpenedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Cases_EndedAt_AgentId_StorefrontId_Department_State_Sla",
                table: "Cases",
                columns: new[] { "EndedAt", "AgentId", "StorefrontId", "Department", "State", "Sla" });

            migrationBuilder.CreateIndex(
                name: "IX_Cases_Level_OpenedAt",
                table: "Cases",
                columns: new[] { "Level", "OpenedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Cases_OpenedAt_Id",
                table: "Cases",
                columns: new[] { "OpenedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Cases_Sla_OpenedAt",
                table: "Cases",
                columns: new[] { "Sla", "OpenedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Cases_AgentId_OpenedAt",
                table: "Cases");

            migrationBuilder.DropIndex(
                name: "IX_Cases_Department_OpenedAt",
                table: "Cases");

            migrationBuilder.DropIndex(
                name: "IX_Cases_EndedAt_AgentId_StorefrontId_Department_State_Sla",
                table: "Cases");

            migrationBuilder.DropIndex(
                name: "IX_Cases_Level_OpenedAt",
                table: "Cases");

            migrationBuilder.DropIndex(
                name: "IX_Cases_OpenedAt_Id",
                table: "Cases");

            migrationBuilder.DropIndex(
                name: "IX_Cases_Sla_OpenedAt",
                table: "Cases");

            migrationBuilder.CreateIndex(
                name: "IX_Cases_EndedAt_AgentId",
                table: "Cases",
                columns: new[] { "EndedAt", "AgentId" });
        }
    }
}
