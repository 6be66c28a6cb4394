using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Intake.Data.Migrations.Sqlite
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
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "BehaviourEvents",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    CustomerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Seconds = table.Column<int>(type: "INTEGER", nullable: true),
                    OrderExternalId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ExternalId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BehaviourEvents", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "BehaviourTallies",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    CustomerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    CountedFrom = table.Column<long>(type: "INTEGER", nullable: false),
                    LastAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BehaviourTallies", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "KnownTaxonomies",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Terms = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    SourceVersion = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_KnownTaxonomies", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Signals",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Channel = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    Text = table.Column<string>(type: "TEXT", maxLength: 20000, nullable: true),
                    CustomerId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Order_ExternalId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Order_PlacedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Order_DeliveredAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Order_Product = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    Order_ProductCategory = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Order_Sku = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Order_Amount = table.Column<decimal>(type: "TEXT", precision: 19, scale: 4, nullable: true),
                    Order_Currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: true),
                    Order_Carrier = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Order_Supplier = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Order_Store = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ExternalId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    HappenedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ReceivedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ScreenedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Flagged = table.Column<bool>(type: "INTEGER", nullable: false),
                    Sampled = table.Column<bool>(type: "INTEGER", nullable: false),
                    SampleWeight = table.Column<double>(type: "REAL", nullable: false),
                    Sentiment = table.Column<double>(type: "REAL", nullable: true),
                    Category = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Reasons = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Occurrences = table.Column<int>(type: "INTEGER", nullable: false),
                    WindowDays = table.Column<int>(type: "INTEGER", nullable: false),
                    LastSeenAt = table.Column<long>(type: "INTEGER", nullable: false),
                    OpenKey = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    DecidedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    DecidedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    DismissalReason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    ComplaintId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    NextAt = table.Column<long>(type: "INTEGER", nullable: true),
                    LeasedUntil = table.Column<long>(type: "INTEGER", nullable: true),
                    LeaseOwner = table.Column<Guid>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
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
                unique: true);

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
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Signals_StorefrontId_ExternalId",
                table: "Signals",
                columns: new[] { "StorefrontId", "ExternalId" },
                unique: true);

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
