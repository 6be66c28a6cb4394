using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Resolution.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class GiftsLinksErasure : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "AuthorisedOrder",
                table: "Offers",
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "GiftId",
                table: "Offers",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "WithdrawnAt",
                table: "ComplaintFacts",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "ClosedAt",
                table: "Cases",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsErased",
                table: "Cases",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "FormerLinks",
                columns: table => new
                {
                    TokenHash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    StorefrontId = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    ComplaintId = table.Column<Guid>(type: "uniqueidentifier", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FormerLinks", x => x.TokenHash);
                });

            migrationBuilder.CreateIndex(
                name: "IX_FormerLinks_ComplaintId",
                table: "FormerLinks",
                column: "ComplaintId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "FormerLinks");

            migrationBuilder.DropColumn(
                name: "AuthorisedOrder",
                table: "Offers");

            migrationBuilder.DropColumn(
                name: "GiftId",
                table: "Offers");

            migrationBuilder.DropColumn(
                name: "WithdrawnAt",
                table: "ComplaintFacts");

            migrationBuilder.DropColumn(
                name: "ClosedAt",
                table: "Cases");

            migrationBuilder.DropColumn(
                name: "IsErased",
                table: "Cases");
        }
    }
}
