using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Intake.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class SpotComplaints : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "SignalId",
                table: "Complaints",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "BehaviourEvents",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    StorefrontId = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    CustomerId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false, collation: "Latin1_General_100_BIN2"),
                    At = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Seconds = table.Column<int>(type: "int", nullable: true),
                    OrderExternalId = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    ExternalId = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BehaviourEvents", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "BehaviourTallies",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    StorefrontId = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    CustomerId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false, collation: "Latin1_General_100_BIN2"),
                    CountedFrom = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    LastAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BehaviourTallies", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "KnownTaxonomies",
                columns: table => new
                {
                    Id = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Terms = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: false),
                    SourceVersion = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_KnownTaxonomies", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Signals",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    StorefrontId = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Kind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false, collation: "Latin1_General_100_BIN2"),
                    State = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Channel = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Text = table.Column<string>(type: "nvarchar(max)", maxLength: 20000, nullable: true),
                    CustomerId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Order_ExternalId = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Order_PlacedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    Order_DeliveredAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    Order_Product = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    Order_ProductCategory = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Order_Sku = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Order_Amount = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: true),
                    Order_Currency = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Order_Carrier = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Order_Supplier = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Order_Store = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    ExternalId = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    HappenedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    ReceivedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    ScreenedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    Flagged = table.Column<bool>(type: "bit", nullable: false),
                    Sampled = table.Column<bool>(type: "bit", nullable: false),
                    SampleWeight = table.Column<double>(type: "float", nullable: false),
                    Sentiment = table.Column<double>(type: "float", nullable: true),
                    Category = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Reasons = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    Occurrences = table.Column<int>(type: "int", nullable: false),
                    WindowDays = table.Column<int>(type: "int", nullable: false),
                    LastSeenAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    OpenKey = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    DecidedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    DecidedBy = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    DismissalReason = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    ComplaintId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Attempts = table.Column<int>(type: "int", nullable: false),
                    NextAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    LeasedUntil = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    LeaseOwner = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Signals", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_BehaviourEvents_CustomerId_Kind_At",
                table: "BehaviourEvents",
                columns: new[] { "CustomerId", "Kind", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_BehaviourEvents_StorefrontId_At",
                table: "BehaviourEvents",
                columns: new[] { "StorefrontId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_BehaviourEvents_StorefrontId_ExternalId",
                table: "BehaviourEvents",
                columns: new[] { "StorefrontId", "ExternalId" },
                unique: true,
                filter: "[ExternalId] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_BehaviourTallies_CustomerId_Kind",
                table: "BehaviourTallies",
                columns: new[] { "CustomerId", "Kind" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Signals_ComplaintId",
                table: "Signals",
                column: "ComplaintId");

            migrationBuilder.CreateIndex(
                name: "IX_Signals_CustomerId",
                table: "Signals",
                column: "CustomerId");

            migrationBuilder.CreateIndex(
                name: "IX_Signals_Due",
                table: "Signals",
                column: "NextAt");

            migrationBuilder.CreateIndex(
                name: "IX_Signals_LeaseOwner",
                table: "Signals",
                column: "LeaseOwner");

            migrationBuilder.CreateIndex(
                name: "IX_Signals_OpenKey",
                table: "Signals",
                column: "OpenKey",
                unique: true,
                filter: "[OpenKey] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Signals_StorefrontId_ExternalId",
                table: "Signals",
                columns: new[] { "StorefrontId", "ExternalId" },
                unique: true,
                filter: "[ExternalId] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Signals_StorefrontId_ReceivedAt_Id",
                table: "Signals",
                columns: new[] { "StorefrontId", "ReceivedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Signals_StorefrontId_State_ReceivedAt_Id",
                table: "Signals",
                columns: new[] { "StorefrontId", "State", "ReceivedAt", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "BehaviourEvents");

            migrationBuilder.DropTable(
                name: "BehaviourTallies");

            migrationBuilder.DropTable(
                name: "KnownTaxonomies");

            migrationBuilder.DropTable(
                name: "Signals");

            migrationBuilder.DropColumn(
                name: "SignalId",
                table: "Complaints");
        }
    }
}
