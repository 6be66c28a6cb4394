using System.Globalization;
using ComplaintPlatform.Contracts.Gateway;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Classification.Tests.Insights;

/// <summary>Classification alone, with complaints about partners and the orders they are reckoned against.</summary>
public sealed class PartnerFactory() : ServiceHost(
    "classification", builder => builder.AddClassification(), routes => routes.MapClassification(),
    new TestClock(new DateTimeOffset(2026, 6, 30, 4, 0, 0, TimeSpan.Zero))), IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await StartAsync();

    /// <summary>A manager of one storefront only.</summary>
    public HttpClient ManagerOf(string storefront) => As(Roles.Manager, storefront);

    public async Task ComplainAsync(
        string storefront, DateTimeOffset at, string? carrier = null, string? supplier = null, string? store = null,
        string text = "快递晚到了五天。") =>
        await PublishAsync(new ComplaintReceived
        {
            EventId = Guid.NewGuid(),
            OccurredAt = at,
            StorefrontId = storefront,
            ComplaintId = Guid.NewGuid(),
            Version = 1,
            Reference = "R",
            Channel = "web",
            ComplainantKind = "customer",
            ReceivedAt = at,
            Text = text,
            Missing = [],
            TrackingTokenHash = "0",
            Customer = new ComplaintReceived.CustomerFacts { EarlierComplaints = 0 },
            Order = new ComplaintReceived.OrderFacts { Carrier = carrier, Supplier = supplier, Store = store },
        });

    public Task OrdersAsync(
        string storefront, DateOnly day, int orders, string? carrier = null, string? store = null, Guid? cell = null, int revision = 1) =>
        PublishAsync(new OrderVolumesReported
        {
            EventId = Guid.NewGuid(),
            OccurredAt = Clock.GetUtcNow(),
            StorefrontId = storefront,
            Version = revision,
            Cells =
            [
                new()
                {
                    CellId = cell ?? Guid.NewGuid(),
                    Revision = revision,
                    Day = day.ToString("O", CultureInfo.InvariantCulture),
                    Carrier = carrier,
                    Store = store,
                    Orders = orders,
                },
            ],
        });

    public Task LivesInAsync(string storefront, string timeZone) => PublishAsync(new StorefrontChanged
    {
        EventId = Guid.NewGuid(),
        OccurredAt = Clock.GetUtcNow(),
        StorefrontId = storefront,
        Version = 1,
        Name = storefront,
        TimeZone = timeZone,
        Currency = "EUR",
        Languages = ["en"],
        Active = true,
    });
}
