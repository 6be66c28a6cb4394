using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Resolution.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ListByState : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Cases_StorefrontId_State_OpenedAt",
                table: "Cases");

            migrationBuilder.CreateIndex(
                name: "IX_Cases_State_OpenedAt",
                table: "Cases",
                columns: new[] { "State", "OpenedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Cases_State_OpenedAt",
                table: "Cases");

            migrationBuilder.CreateIndex(
                name: "IX_Cases_StorefrontId_State_OpenedAt",
                table: "Cases",
                columns: new[] { "StorefrontId", "State", "OpenedAt" });
        }
    }
}
