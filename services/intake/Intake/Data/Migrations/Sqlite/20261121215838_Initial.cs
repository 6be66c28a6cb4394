using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ComplaintPlatform.Intake.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Complaints",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Reference = table.Column<string>(type: "TEXT", maxLength: 12, nullable: false),
                    Channel = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    ComplainantKind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    CustomerId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Subject = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Text = table.Column<string>(type: "TEXT", maxLength: 20000, nullable: false),
                    Expectation = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                    StatedLoss = table.Column<decimal>(type: "TEXT", precision: 19, scale: 4, nullable: true),
                    StatedLossCurrency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: true),
                    HappenedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ReceivedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ExternalId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Order_ExternalId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Order_PlacedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Order_Product = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    Order_ProductCategory = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Order_Sku = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Order_Amount = table.Column<decimal>(type: "TEXT", precision: 19, scale: 4, nullable: true),
                    Order_Currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: true),
                    Order_Carrier = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Order_Supplier = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Order_Store = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Missing = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    TrackingGeneration = table.Column<int>(type: "INTEGER", nullable: false),
                    TrackingTokenHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    WithdrawnAt = table.Column<long>(type: "INTEGER", nullable: true),
                    DuplicateOf = table.Column<Guid>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Complaints", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Customers",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    ExternalId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Email = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Phone = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    AppUserId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Language = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    PreferredContactTimes = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    FirstOrderAt = table.Column<long>(type: "INTEGER", nullable: true),
                    OrderCount = table.Column<int>(type: "INTEGER", nullable: true),
                    LifetimeValue = table.Column<decimal>(type: "TEXT", precision: 19, scale: 4, nullable: true),
                    LifetimeValueCurrency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: true),
                    Vip = table.Column<bool>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Customers", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "DeadLetters",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    EventId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Consumer = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    WireName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    ComplaintId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Payload = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    Error = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    ParkedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ReplayedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DeadLetters", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "FeedCounters",
                columns: table => new
                {
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Last = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FeedCounters", x => x.StorefrontId);
                });

            migrationBuilder.CreateTable(
                name: "IdempotentAnswers",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    RequestHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Status = table.Column<int>(type: "INTEGER", nullable: false),
                    ContentType = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Location = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    ETag = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Body = table.Column<byte[]>(type: "BLOB", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_IdempotentAnswers", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Inbox",
                columns: table => new
                {
                    EventId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Consumer = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    ConsumedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Inbox", x => new { x.EventId, x.Consumer });
                });

            migrationBuilder.CreateTable(
                name: "Messages",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    ComplaintId = table.Column<Guid>(type: "TEXT", nullable: false),
                    By = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Text = table.Column<string>(type: "TEXT", maxLength: 20000, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Messages", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Outbox",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    WireName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    ComplaintId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Payload = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    TraceParent = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    SentAt = table.Column<long>(type: "INTEGER", nullable: true),
                    LeasedUntil = table.Column<long>(type: "INTEGER", nullable: false),
                    LeaseOwner = table.Column<Guid>(type: "TEXT", nullable: true),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    GivenUpAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Error = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Outbox", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Register",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Status = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    ReceivedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Channel = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    CustomerId = table.Column<Guid>(type: "TEXT", nullable: true),
                    OrderExternalId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    NeedsInfo = table.Column<bool>(type: "INTEGER", nullable: false),
                    Withdrawn = table.Column<bool>(type: "INTEGER", nullable: false),
                    DuplicateOf = table.Column<Guid>(type: "TEXT", nullable: true),
                    ComplaintVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    ClassificationVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    Category = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ReasonCode = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    Urgency = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    Severity = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    CustomerType = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    Difficulty = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    Demands = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Sentiment = table.Column<double>(type: "REAL", nullable: true),
                    EscalationRisk = table.Column<double>(type: "REAL", nullable: true),
                    NeedsReview = table.Column<bool>(type: "INTEGER", nullable: false),
                    Language = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    CaseVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    CaseState = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    Cycle = table.Column<int>(type: "INTEGER", nullable: false),
                    Department = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    AssignmentVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    AgentId = table.Column<Guid>(type: "TEXT", nullable: true),
                    AgentName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    DeadlinesVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    FirstResponseDueAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ResolutionDueAt = table.Column<long>(type: "INTEGER", nullable: true),
                    FirstRespondedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    SlaState = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    FollowUpCycle = table.Column<int>(type: "INTEGER", nullable: false),
                    FollowUpVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    FollowUpId = table.Column<Guid>(type: "TEXT", nullable: true),
                    FollowUpState = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    FollowUpDueAt = table.Column<long>(type: "INTEGER", nullable: true),
                    SurveyCycle = table.Column<int>(type: "INTEGER", nullable: false),
                    SurveyVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    SurveyId = table.Column<Guid>(type: "TEXT", nullable: true),
                    SurveyState = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    SurveyScore = table.Column<int>(type: "INTEGER", nullable: true),
                    SurveySolved = table.Column<bool>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Register", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Storefronts",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    PublicAddress = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    DefaultLanguage = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    SourceVersion = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Storefronts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Timeline",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    ComplaintId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Sequence = table.Column<int>(type: "INTEGER", nullable: false),
                    FeedNumber = table.Column<long>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Service = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Actor = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Data = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    Words = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    WordsKey = table.Column<byte[]>(type: "BLOB", maxLength: 16, nullable: true),
                    WordsDigest = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Timeline", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Complaints_CustomerId_ReceivedAt",
                table: "Complaints",
                columns: new[] { "CustomerId", "ReceivedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Complaints_Order_ExternalId",
                table: "Complaints",
                column: "Order_ExternalId");

            migrationBuilder.CreateIndex(
                name: "IX_Complaints_StorefrontId_Reference",
                table: "Complaints",
                columns: new[] { "StorefrontId", "Reference" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Complaints_TrackingTokenHash",
                table: "Complaints",
                column: "TrackingTokenHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Customers_StorefrontId_ExternalId",
                table: "Customers",
                columns: new[] { "StorefrontId", "ExternalId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_DeadLetters_EventId_Consumer",
                table: "DeadLetters",
                columns: new[] { "EventId", "Consumer" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_DeadLetters_ParkedAt",
                table: "DeadLetters",
                column: "ParkedAt");

            migrationBuilder.CreateIndex(
                name: "IX_IdempotentAnswers_CreatedAt",
                table: "IdempotentAnswers",
                column: "CreatedAt");

            migrationBuilder.CreateIndex(
                name: "IX_Inbox_ConsumedAt",
                table: "Inbox",
                column: "ConsumedAt");

            migrationBuilder.CreateIndex(
                name: "IX_Messages_ComplaintId_At",
                table: "Messages",
                columns: new[] { "ComplaintId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_Outbox_LeaseOwner",
                table: "Outbox",
                column: "LeaseOwner");

            migrationBuilder.CreateIndex(
                name: "IX_Outbox_Sent",
                table: "Outbox",
                column: "SentAt");

            migrationBuilder.CreateIndex(
                name: "IX_Outbox_Unsent",
                table: "Outbox",
                column: "LeasedUntil",
                filter: "\"SentAt\" IS NULL AND \"GivenUpAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Register_AgentId",
                table: "Register",
                column: "AgentId");

            migrationBuilder.CreateIndex(
                name: "IX_Register_CustomerId_ReceivedAt",
                table: "Register",
                columns: new[] { "CustomerId", "ReceivedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Register_OrderExternalId",
                table: "Register",
                column: "OrderExternalId");

            migrationBuilder.CreateIndex(
                name: "IX_Register_StorefrontId_ReceivedAt_Id",
                table: "Register",
                columns: new[] { "StorefrontId", "ReceivedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Register_StorefrontId_Status_ReceivedAt",
                table: "Register",
                columns: new[] { "StorefrontId", "Status", "ReceivedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Timeline_ComplaintId_Sequence",
                table: "Timeline",
                columns: new[] { "ComplaintId", "Sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Timeline_StorefrontId_FeedNumber",
                table: "Timeline",
                columns: new[] { "StorefrontId", "FeedNumber" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Complaints");

            migrationBuilder.DropTable(
                name: "Customers");

            migrationBuilder.DropTable(
                name: "DeadLetters");

            migrationBuilder.DropTable(
                name: "FeedCounters");

            migrationBuilder.DropTable(
                name: "IdempotentAnswers");

            migrationBuilder.DropTable(
                name: "Inbox");

            migrationBuilder.DropTable(
                name: "Messages");

            migrationBuilder.DropTable(
                name: "Outbox");

            migrationBuilder.DropTable(
                name: "Register");

            migrationBuilder.DropTable(
                name: "Storefronts");

            migrationBuilder.DropTable(
                name: "Timeline");
        }
    }
}
