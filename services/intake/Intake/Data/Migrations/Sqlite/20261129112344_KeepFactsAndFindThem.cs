using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Intake.Data.Migrations.Sqlite
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
                type: "TEXT",
                maxLength: 200,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "AmountSort",
                table: "Register",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "Carrier",
                table: "Register",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "DueSort",
                table: "Register",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "EscalationLevel",
                table: "Register",
                type: "TEXT",
                maxLength: 20,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "EscalationVersion",
                table: "Register",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "LastChangedAt",
                table: "Register",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "Product",
                table: "Register",
                type: "TEXT",
                maxLength: 500,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "SeverityRank",
                table: "Register",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "Sku",
                table: "Register",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Store",
                table: "Register",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Supplier",
                table: "Register",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "EmailKey",
                table: "Customers",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "PhoneE164",
                table: "Customers",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "CustomerAtReceipt_AppUserId",
                table: "Complaints",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "CustomerAtReceipt_EarlierComplaints",
                table: "Complaints",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "CustomerAtReceipt_Email",
                table: "Complaints",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "CustomerAtReceipt_ExternalId",
                table: "Complaints",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "CustomerAtReceipt_FirstOrderAt",
                table: "Complaints",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "CustomerAtReceipt_Language",
                table: "Complaints",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "CustomerAtReceipt_LifetimeValue",
                table: "Complaints",
                type: "TEXT",
                precision: 19,
                scale: 4,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "CustomerAtReceipt_LifetimeValueCurrency",
                table: "Complaints",
                type: "TEXT",
                maxLength: 3,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "CustomerAtReceipt_Name",
                table: "Complaints",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "CustomerAtReceipt_OrderCount",
                table: "Complaints",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "CustomerAtReceipt_Phone",
                table: "Complaints",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "CustomerAtReceipt_PreferredContactTimes",
                table: "Complaints",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "CustomerAtReceipt_Vip",
                table: "Complaints",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ExternalIdKey",
                table: "Complaints",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "DuplicateProposals",
                columns: table => new
                {
                    ComplaintId = table.Column<Guid>(type: "TEXT", nullable: false),
                    OtherId = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Score = table.Column<double>(type: "REAL", nullable: false),
                    FoundAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DismissedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    DismissedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DuplicateProposals", x => new { x.ComplaintId, x.OtherId });
                });

            migrationBuilder.CreateTable(
                name: "TimelineHeads",
                columns: table => new
                {
                    ComplaintId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Sequence = table.Column<int>(type: "INTEGER", nullable: false),
                    Hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false)
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
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_DuplicateProposals_OtherId",
                table: "DuplicateProposals",
                column: "OtherId");

            // What was stored before: the columns that lists filter and sort by, and the ends of the chains
            migrationBuilder.Sql(
                """
                UPDATE Register SET LastChangedAt = ReceivedAt, DueSort = COALESCE(ResolutionDueAt, 3155378975999999999),
                    SeverityRank = CASE Severity WHEN 'minor' THEN 1 WHEN 'general' THEN 2 WHEN 'serious' THEN 3 ELSE 0 END,
                    Product = (SELECT c.Order_Product FROM Complaints c WHERE c.Id = Register.Id),
                    Sku = (SELECT c.Order_Sku FROM Complaints c WHERE c.Id = Register.Id),
                    Carrier = (SELECT c.Order_Carrier FROM Complaints c WHERE c.Id = Register.Id),
                    Supplier = (SELECT c.Order_Supplier FROM Complaints c WHERE c.Id = Register.Id),
                    Store = (SELECT c.Order_Store FROM Complaints c WHERE c.Id = Register.Id),
                    AmountSort = COALESCE((SELECT CAST(CAST(c.Order_Amount AS REAL) * 10000 AS INTEGER) FROM Complaints c WHERE c.Id = Register.Id), 0);
                UPDATE Customers SET EmailKey = LOWER(Email);
                UPDATE Complaints SET ExternalIdKey = ExternalId WHERE ExternalId IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM Complaints other WHERE other.StorefrontId = Complaints.StorefrontId AND other.ExternalId = Complaints.ExternalId
                        AND other.Id < Complaints.Id);
                INSERT INTO TimelineHeads (ComplaintId, Sequence, Hash)
                    SELECT t.ComplaintId, t.Sequence, t.Hash FROM Timeline t
                    WHERE t.Sequence = (SELECT MAX(o.Sequence) FROM Timeline o WHERE o.ComplaintId = t.ComplaintId);
                """);

            // Full text: the index keeps tokens only; SearchParts says whose each entry is
            migrationBuilder.Sql("CREATE TABLE SearchParts (RowId INTEGER PRIMARY KEY, ComplaintId TEXT NOT NULL);");
            migrationBuilder.Sql("CREATE INDEX IX_SearchParts_ComplaintId ON SearchParts (ComplaintId);");
            migrationBuilder.Sql(
                "CREATE VIRTUAL TABLE SearchIndex USING fts5(Words, People, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0');");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TABLE SearchIndex;");
            migrationBuilder.Sql("DROP TABLE SearchParts;");

            migrationBuilder.DropTable(
                name: "DuplicateProposals");

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
        }
    }
}
