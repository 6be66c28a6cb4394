using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Classification.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class CountPartnersAndPeaks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Carrier",
                table: "Classifications",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ProductCategory",
                table: "Classifications",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "QuarterHour",
                table: "Classifications",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "Supplier",
                table: "Classifications",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "OrderVolumes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    ProductCategory = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Carrier = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Supplier = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Store = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Orders = table.Column<int>(type: "INTEGER", nullable: false),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OrderVolumes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Storefronts",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    TimeZone = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    SourceVersion = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Storefronts", x => x.Id);
                });

            migrationBuilder.Sql("UPDATE \"Classifications\" SET \"QuarterHour\" = (\"ReceivedAt\" - 621355968000000000) / 9000000000");

            migrationBuilder.CreateIndex(
                name: "IX_Classifications_StorefrontId_QuarterHour_Category_Carrier_Supplier_Store",
                table: "Classifications",
                columns: new[] { "StorefrontId", "QuarterHour", "Category", "Carrier", "Supplier", "Store" });

            migrationBuilder.CreateIndex(
                name: "IX_OrderVolumes_StorefrontId_Day",
                table: "OrderVolumes",
                columns: new[] { "StorefrontId", "Day" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "OrderVolumes");

            migrationBuilder.DropTable(
                name: "Storefronts");

            migrationBuilder.DropIndex(
                name: "IX_Classifications_StorefrontId_QuarterHour_Category_Carrier_Supplier_Store",
                table: "Classifications");

            migrationBuilder.DropColumn(
                name: "Carrier",
                table: "Classifications");

            migrationBuilder.DropColumn(
                name: "ProductCategory",
                table: "Classifications");

            migrationBuilder.DropColumn(
                name: "QuarterHour",
                table: "Classifications");

            migrationBuilder.DropColumn(
                name: "Supplier",
                table: "Classifications");
        }
    }
}
