using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Survey.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class CountSatisfaction : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Carrier",
                table: "Invitations",
                type: "TEXT",
                maxLength: 200,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "ComplainantKind",
                table: "Invitations",
                type: "TEXT",
                maxLength: 200,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Day",
                table: "Invitations",
                type: "TEXT",
                maxLength: 10,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Department",
                table: "Invitations",
                type: "TEXT",
                maxLength: 200,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Difficulty",
                table: "Invitations",
                type: "TEXT",
                maxLength: 200,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Product",
                table: "Invitations",
                type: "TEXT",
                maxLength: 200,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "ProductCategory",
                table: "Invitations",
                type: "TEXT",
                maxLength: 200,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "ReasonCode",
                table: "Invitations",
                type: "TEXT",
                maxLength: 200,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Severity",
                table: "Invitations",
                type: "TEXT",
                maxLength: 200,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Store",
                table: "Invitations",
                type: "TEXT",
                maxLength: 200,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Supplier",
                table: "Invitations",
                type: "TEXT",
                maxLength: 200,
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "Comments",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Source = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Platform = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    ExternalId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Text = table.Column<string>(type: "TEXT", maxLength: 5000, nullable: false),
                    Rating = table.Column<int>(type: "INTEGER", nullable: true),
                    Category = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Product = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    WrittenAt = table.Column<long>(type: "INTEGER", nullable: false),
                    CollectedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Comments", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Complaints",
                columns: table => new
                {
                    ComplaintId = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Reference = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ReceivedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Month = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Day = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Hour = table.Column<int>(type: "INTEGER", nullable: false),
                    Weekday = table.Column<int>(type: "INTEGER", nullable: false),
                    Channel = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    ComplainantKind = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    CustomerId = table.Column<Guid>(type: "TEXT", nullable: true),
                    CustomerKey = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Product = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    ProductCategory = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Carrier = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Supplier = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Store = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Category = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    ReasonCode = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Urgency = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Severity = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    CustomerType = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Difficulty = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    ClassificationVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    Department = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    AgentId = table.Column<Guid>(type: "TEXT", nullable: true),
                    AgentName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    AssignmentVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    AnsweredInTime = table.Column<bool>(type: "INTEGER", nullable: true),
                    ResolvedLate = table.Column<bool>(type: "INTEGER", nullable: false),
                    ResolvedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ClosedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Reopenings = table.Column<int>(type: "INTEGER", nullable: false),
                    Withdrawn = table.Column<bool>(type: "INTEGER", nullable: false),
                    Duplicate = table.Column<bool>(type: "INTEGER", nullable: false),
                    LinkVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    Granted = table.Column<decimal>(type: "TEXT", precision: 19, scale: 4, nullable: false),
                    GrantedCurrency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Complaints", x => x.ComplaintId);
                });

            migrationBuilder.CreateTable(
                name: "CustomerOrders",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    CustomerKey = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    ExternalId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    PlacedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Amount = table.Column<decimal>(type: "TEXT", precision: 19, scale: 4, nullable: true),
                    Currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CustomerOrders", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "HotSpots",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Week = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Dimension = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Value = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Term = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Count = table.Column<int>(type: "INTEGER", nullable: false),
                    Share = table.Column<double>(type: "REAL", nullable: false),
                    Expected = table.Column<double>(type: "REAL", nullable: false),
                    FlaggedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_HotSpots", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "RecountMarks",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Day = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RecountMarks", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SatisfactionCounts",
                columns: table => new
                {
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Dimension = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Day = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false),
                    Key = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    FirstAt = table.Column<long>(type: "INTEGER", nullable: false),
                    LastAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Asked = table.Column<long>(type: "INTEGER", nullable: false),
                    Answered = table.Column<long>(type: "INTEGER", nullable: false),
                    Scored = table.Column<long>(type: "INTEGER", nullable: false),
                    Sum = table.Column<long>(type: "INTEGER", nullable: false),
                    SumOfSquares = table.Column<long>(type: "INTEGER", nullable: false),
                    Satisfied = table.Column<long>(type: "INTEGER", nullable: false),
                    Judged = table.Column<long>(type: "INTEGER", nullable: false),
                    Solved = table.Column<long>(type: "INTEGER", nullable: false),
                    Rated = table.Column<long>(type: "INTEGER", nullable: false),
                    Promoters = table.Column<long>(type: "INTEGER", nullable: false),
                    Detractors = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SatisfactionCounts", x => new { x.StorefrontId, x.Dimension, x.Day, x.Key });
                });

            migrationBuilder.CreateIndex(
                name: "IX_Invitations_StorefrontId_Day",
                table: "Invitations",
                columns: new[] { "StorefrontId", "Day" });

            migrationBuilder.CreateIndex(
                name: "IX_Comments_StorefrontId_Platform_ExternalId",
                table: "Comments",
                columns: new[] { "StorefrontId", "Platform", "ExternalId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Comments_StorefrontId_WrittenAt",
                table: "Comments",
                columns: new[] { "StorefrontId", "WrittenAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Complaints_StorefrontId_ClosedAt",
                table: "Complaints",
                columns: new[] { "StorefrontId", "ClosedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Complaints_StorefrontId_CustomerKey",
                table: "Complaints",
                columns: new[] { "StorefrontId", "CustomerKey" });

            migrationBuilder.CreateIndex(
                name: "IX_Complaints_StorefrontId_Month_Category",
                table: "Complaints",
                columns: new[] { "StorefrontId", "Month", "Category" });

            migrationBuilder.CreateIndex(
                name: "IX_CustomerOrders_StorefrontId_Kind_ExternalId",
                table: "CustomerOrders",
                columns: new[] { "StorefrontId", "Kind", "ExternalId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_CustomerOrders_StorefrontId_PlacedAt",
                table: "CustomerOrders",
                columns: new[] { "StorefrontId", "PlacedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_HotSpots_StorefrontId_FlaggedAt",
                table: "HotSpots",
                columns: new[] { "StorefrontId", "FlaggedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_RecountMarks_StorefrontId_Day",
                table: "RecountMarks",
                columns: new[] { "StorefrontId", "Day" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Comments");

            migrationBuilder.DropTable(
                name: "Complaints");

            migrationBuilder.DropTable(
                name: "CustomerOrders");

            migrationBuilder.DropTable(
                name: "HotSpots");

            migrationBuilder.DropTable(
                name: "RecountMarks");

            migrationBuilder.DropTable(
                name: "SatisfactionCounts");

            migrationBuilder.DropIndex(
                name: "IX_Invitations_StorefrontId_Day",
                table: "Invitations");

            migrationBuilder.DropColumn(
                name: "Carrier",
                table: "Invitations");

            migrationBuilder.DropColumn(
                name: "ComplainantKind",
                table: "Invitations");

            migrationBuilder.DropColumn(
                name: "Day",
                table: "Invitations");

            migrationBuilder.DropColumn(
                name: "Department",
                table: "Invitations");

            migrationBuilder.DropColumn(
                name: "Difficulty",
                table: "Invitations");

            migrationBuilder.DropColumn(
                name: "Product",
                table: "Invitations");

            migrationBuilder.DropColumn(
                name: "ProductCategory",
                table: "Invitations");

            migrationBuilder.DropColumn(
                name: "ReasonCode",
                table: "Invitations");

            migrationBuilder.DropColumn(
                name: "Severity",
                table: "Invitations");

            migrationBuilder.DropColumn(
                name: "Store",
                table: "Invitations");

            migrationBuilder.DropColumn(
                name: "Supplier",
                table: "Invitations");
        }
    }
}
