using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Resolution.Data.Migrations.Sqlite
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
                name: "IX_Cases_EndedAt_AgentId_StorefrontId_Department_State_Sla",
                table: "Cases",
                columns: new[] { "EndedAt", "AgentId", "StorefrontId", "Department", "State", "Sla" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Cases_EndedAt_AgentId_StorefrontId_Department_State_Sla",
                table: "Cases");

            migrationBuilder.CreateIndex(
                name: "IX_Cases_EndedAt_AgentId",
                table: "Cases",
                columns: new[] { "EndedAt", "AgentId" });
        }
    }
}
