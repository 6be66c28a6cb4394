using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Classification.Data.Migrations.SqlServer
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
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true,
                collation: "Latin1_General_100_BIN2");

            migrationBuilder.AddColumn<string>(
                name: "ProductCategory",
                table: "Classifications",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true,
                collation: "Latin1_General_100_BIN2");

            migrationBuilder.AddColumn<int>(
                name: "QuarterHour",
                table: "Classifications",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "Supplier",
                table: "Classifications",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true,
                collation: "Latin1_General_100_BIN2");

            migrationBuilder.CreateTable(
                name: "OrderVolumes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    StorefrontId = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    ProductCategory = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Carrier = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Supplier = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Store = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Orders = table.Column<int>(type: "int", nullable: false),
                    Revision = table.Column<int>(type: "int", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OrderVolumes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Storefronts",
                columns: table => new
                {
                    Id = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    TimeZone = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    SourceVersion = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Storefronts", x => x.Id);
                });

            migrationBuilder.Sql("UPDATE [Classifications] SET [QuarterHour] = DATEDIFF(minute, '1970-01-01T00:00:00+00:00', [ReceivedAt]) / 15");

            migrationBuilder.CreateIndex(
                name: "IX_Classifications_StorefrontId_QuarterHour",
                table: "Classifications",
                columns: new[] { "StorefrontId", "QuarterHour" })
                .Annotation("SqlServer:Include", new[] { "Category", "Carrier", "Supplier", "Store" });

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
                name: "IX_Classifications_StorefrontId_QuarterHour",
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
