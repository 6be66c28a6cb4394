using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Resolution.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Emergencies : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Emergency",
                table: "Cases",
                type: "nvarchar(max)",
                maxLength: -1,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "InEmergency",
                table: "Cases",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateIndex(
                name: "IX_Cases_InEmergency_StorefrontId_OpenedAt",
                table: "Cases",
                columns: new[] { "InEmergency", "StorefrontId", "OpenedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Cases_InEmergency_StorefrontId_OpenedAt",
                table: "Cases");

            migrationBuilder.DropColumn(
                name: "Emergency",
                table: "Cases");

            migrationBuilder.DropColumn(
                name: "InEmergency",
                table: "Cases");
        }
    }
}
