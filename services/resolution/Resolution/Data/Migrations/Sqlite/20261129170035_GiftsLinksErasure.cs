using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Resolution.Data.Migrations.Sqlite
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
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "GiftId",
                table: "Offers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "WithdrawnAt",
                table: "ComplaintFacts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ClosedAt",
                table: "Cases",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsErased",
                table: "Cases",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "FormerLinks",
                columns: table => new
                {
                    TokenHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    ComplaintId = table.Column<Guid>(type: "TEXT", nullable: false)
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
