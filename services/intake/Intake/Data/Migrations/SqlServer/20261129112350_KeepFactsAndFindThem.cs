using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Intake.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class KeepFactsAndFindThem : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "TimeZone",
                table: "Storefronts",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AlterColumn<string>(
                name: "ReasonCode",
                table: "Register",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true,
                oldClrType: typeof(string),
                oldType: "nvarchar(20)",
                oldMaxLength: 20,
                oldNullable: true);

            migrationBuilder.AddColumn<long>(
                name: "AmountSort",
                table: "Register",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "Carrier",
                table: "Register",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "DueSort",
                table: "Register",
                type: "datetimeoffset",
                nullable: false,
                defaultValue: new DateTimeOffset(new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)));

            migrationBuilder.AddColumn<string>(
                name: "EscalationLevel",
                table: "Register",
                type: "nvarchar(20)",
                maxLength: 20,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "EscalationVersion",
                table: "Register",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "LastChangedAt",
                table: "Register",
                type: "datetimeoffset",
                nullable: false,
                defaultValue: new DateTimeOffset(new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)));

            migrationBuilder.AddColumn<string>(
                name: "Product",
                table: "Register",
                type: "nvarchar(500)",
                maxLength: 500,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "SeverityRank",
                table: "Register",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "Sku",
                table: "Register",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Store",
                table: "Register",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Supplier",
                table: "Register",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "EmailKey",
                table: "Customers",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "PhoneE164",
                table: "Customers",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "CustomerAtReceipt_AppUserId",
                table: "Complaints",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "CustomerAtReceipt_EarlierComplaints",
                table: "Complaints",
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "CustomerAtReceipt_Email",
                table: "Complaints",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "CustomerAtReceipt_ExternalId",
                table: "Complaints",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "CustomerAtReceipt_FirstOrderAt",
                table: "Complaints",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "CustomerAtReceipt_Language",
                table: "Complaints",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "CustomerAtReceipt_LifetimeValue",
                table: "Complaints",
                type: "decimal(19,4)",
                precision: 19,
                scale: 4,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "CustomerAtReceipt_LifetimeValueCurrency",
                table: "Complaints",
                type: "nvarchar(3)",
                maxLength: 3,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "CustomerAtReceipt_Name",
                table: "Complaints",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "CustomerAtReceipt_OrderCount",
                table: "Complaints",
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "CustomerAtReceipt_Phone",
                table: "Complaints",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "CustomerAtReceipt_PreferredContactTimes",
                table: "Complaints",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "CustomerAtReceipt_Vip",
                table: "Complaints",
                type: "bit",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ExternalIdKey",
                table: "Complaints",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "DuplicateProposals",
                columns: table => new
                {
                    ComplaintId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    OtherId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    StorefrontId = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Score = table.Column<double>(type: "float", nullable: false),
                    FoundAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    DismissedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    DismissedBy = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DuplicateProposals", x => new { x.ComplaintId, x.OtherId });
                });

            migrationBuilder.CreateTable(
                name: "SearchParts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ComplaintId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Words = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: false, collation: "Latin1_General_100_BIN2"),
                    People = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: false, collation: "Latin1_General_100_BIN2")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SearchParts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SearchTerms",
                columns: table => new
                {
                    Term = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false, collation: "Latin1_General_100_BIN2"),
                    InPeople = table.Column<bool>(type: "bit", nullable: false),
                    PartId = table.Column<Guid>(type: "uniqueidentifier", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SearchTerms", x => new { x.Term, x.InPeople, x.PartId });
                });

            migrationBuilder.CreateTable(
                name: "TimelineHeads",
                columns: table => new
                {
                    ComplaintId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Sequence = table.Column<int>(type: "int", nullable: false),
                    Hash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TimelineHeads", x => x.ComplaintId);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Register_StorefrontId_DueSort_Id",
                table: "Register",
                columns: new[] { "StorefrontId", "DueSort", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Register_StorefrontId_LastChangedAt_Id",
                table: "Register",
                columns: new[] { "StorefrontId", "LastChangedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Customers_StorefrontId_EmailKey",
                table: "Customers",
                columns: new[] { "StorefrontId", "EmailKey" });

            migrationBuilder.CreateIndex(
                name: "IX_Customers_StorefrontId_PhoneE164",
                table: "Customers",
                columns: new[] { "StorefrontId", "PhoneE164" });

            migrationBuilder.CreateIndex(
                name: "IX_Complaints_DuplicateOf",
                table: "Complaints",
                column: "DuplicateOf");

            migrationBuilder.CreateIndex(
                name: "IX_Complaints_StorefrontId_ExternalIdKey",
                table: "Complaints",
                columns: new[] { "StorefrontId", "ExternalIdKey" },
                unique: true,
                filter: "[ExternalIdKey] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_DuplicateProposals_OtherId",
                table: "DuplicateProposals",
                column: "OtherId");

            migrationBuilder.CreateIndex(
                name: "IX_SearchParts_ComplaintId",
                table: "SearchParts",
                column: "ComplaintId");

            migrationBuilder.CreateIndex(
                name: "IX_SearchTerms_PartId",
                table: "SearchTerms",
                column: "PartId");

            // What was stored before: the columns that lists filter and sort by, and the ends of the chains
            migrationBuilder.Sql(
                """
                UPDATE Register SET LastChangedAt = ReceivedAt, DueSort = COALESCE(ResolutionDueAt, '9999-12-31T23:59:59.9999999+00:00'),
                    SeverityRank = CASE Severity WHEN 'minor' THEN 1 WHEN 'general' THEN 2 WHEN 'serious' THEN 3 ELSE 0 END,
                    Product = (SELECT c.Order_Product FROM Complaints c WHERE c.Id = Register.Id),
                    Sku = (SELECT c.Order_Sku FROM Complaints c WHERE c.Id = Register.Id),
                    Carrier = (SELECT c.Order_Carrier FROM Complaints c WHERE c.Id = Register.Id),
                    Supplier = (SELECT c.Order_Supplier FROM Complaints c WHERE c.Id = Register.Id),
                    Store = (SELECT c.Order_Store FROM Complaints c WHERE c.Id = Register.Id),
                    AmountSort = COALESCE((SELECT CAST(c.Order_Amount * 10000 AS bigint) FROM Complaints c WHERE c.Id = Register.Id), 0);
                UPDATE Customers SET EmailKey = LOWER(Email);
                UPDATE Complaints SET ExternalIdKey = ExternalId WHERE ExternalId IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM Complaints other WHERE other.StorefrontId = Complaints.StorefrontId AND other.ExternalId = Complaints.ExternalId
                        AND other.Id < Complaints.Id);
                INSERT INTO TimelineHeads (ComplaintId, Sequence, Hash)
                    SELECT t.ComplaintId, t.Sequence, t.Hash FROM Timeline t
                    WHERE t.Sequence = (SELECT MAX(o.Sequence) FROM Timeline o WHERE o.ComplaintId = t.ComplaintId);
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "DuplicateProposals");

            migrationBuilder.DropTable(
                name: "SearchParts");

            migrationBuilder.DropTable(
                name: "SearchTerms");

            migrationBuilder.DropTable(
                name: "TimelineHeads");

            migrationBuilder.DropIndex(
                name: "IX_Register_StorefrontId_DueSort_Id",
                table: "Register");

            migrationBuilder.DropIndex(
                name: "IX_Register_StorefrontId_LastChangedAt_Id",
                table: "Register");

            migrationBuilder.DropIndex(
                name: "IX_Customers_StorefrontId_EmailKey",
                table: "Customers");

            migrationBuilder.DropIndex(
                name: "IX_Customers_StorefrontId_PhoneE164",
                table: "Customers");

            migrationBuilder.DropIndex(
                name: "IX_Complaints_DuplicateOf",
                table: "Complaints");

            migrationBuilder.DropIndex(
                name: "IX_Complaints_StorefrontId_ExternalIdKey",
                table: "Complaints");

            migrationBuilder.DropColumn(
                name: "TimeZone",
                table: "Storefronts");

            migrationBuilder.DropColumn(
                name: "AmountSort",
                table: "Register");

            migrationBuilder.DropColumn(
                name: "Carrier",
                table: "Register");

            migrationBuilder.DropColumn(
                name: "DueSort",
                table: "Register");

            migrationBuilder.DropColumn(
                name: "EscalationLevel",
                table: "Register");

            migrationBuilder.DropColumn(
                name: "EscalationVersion",
                table: "Register");

            migrationBuilder.DropColumn(
                name: "LastChangedAt",
                table: "Register");

            migrationBuilder.DropColumn(
                name: "Product",
                table: "Register");

            migrationBuilder.DropColumn(
                name: "SeverityRank",
                table: "Register");

            migrationBuilder.DropColumn(
                name: "Sku",
                table: "Register");

            migrationBuilder.DropColumn(
                name: "Store",
                table: "Register");

            migrationBuilder.DropColumn(
                name: "Supplier",
                table: "Register");

            migrationBuilder.DropColumn(
                name: "EmailKey",
                table: "Customers");

            migrationBuilder.DropColumn(
                name: "PhoneE164",
                table: "Customers");

            migrationBuilder.DropColumn(
                name: "CustomerAtReceipt_AppUserId",
                table: "Complaints");

            migrationBuilder.DropColumn(
                name: "CustomerAtReceipt_EarlierComplaints",
                table: "Complaints");

            migrationBuilder.DropColumn(
                name: "CustomerAtReceipt_Email",
                table: "Complaints");

            migrationBuilder.DropColumn(
                name: "CustomerAtReceipt_ExternalId",
                table: "Complaints");

            migrationBuilder.DropColumn(
                name: "CustomerAtReceipt_FirstOrderAt",
                table: "Complaints");

            migrationBuilder.DropColumn(
                name: "CustomerAtReceipt_Language",
                table: "Complaints");

            migrationBuilder.DropColumn(
                name: "CustomerAtReceipt_LifetimeValue",
                table: "Complaints");

            migrationBuilder.DropColumn(
                name: "CustomerAtReceipt_LifetimeValueCurrency",
                table: "Complaints");

            migrationBuilder.DropColumn(
                name: "CustomerAtReceipt_Name",
                table: "Complaints");

            migrationBuilder.DropColumn(
                name: "CustomerAtReceipt_OrderCount",
                table: "Complaints");

            migrationBuilder.DropColumn(
                name: "CustomerAtReceipt_Phone",
                table: "Complaints");

            migrationBuilder.DropColumn(
                name: "CustomerAtReceipt_PreferredContactTimes",
                table: "Complaints");

            migrationBuilder.DropColumn(
                name: "CustomerAtReceipt_Vip",
                table: "Complaints");

            migrationBuilder.DropColumn(
                name: "ExternalIdKey",
                table: "Complaints");

            migrationBuilder.AlterColumn<string>(
                name: "ReasonCode",
                table: "Register",
                type: "nvarchar(20)",
                maxLength: 20,
                nullable: true,
                oldClrType: typeof(string),
                oldType: "nvarchar(200)",
                oldMaxLength: 200,
                oldNullable: true);
        }
    }
}
