using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Shared.Tests;

/// <summary>Switches that take a protection away, so that a test can show what it is for.</summary>
public sealed class TestControlTests
{
    [Theory]
    [InlineData("InboxOff")]
    [InlineData("ConfirmsOff")]
    [InlineData("TopologyOff")]
    public async Task A_host_that_is_not_for_development_refuses_to_start(string control)
    {
        await using var app = Host("Production", control, "true");

        var refusal = await Should.ThrowAsync<OptionsValidationException>(() => app.StartAsync(TestContext.Current.CancellationToken));

        refusal.Message.ShouldContain($"Messaging:{control}");
        refusal.Message.ShouldContain("Development");
    }

    [Theory]
    [InlineData("Development", "true")]
    [InlineData("Production", "false")]
    public async Task Where_they_may_be_on_or_are_off_it_starts(string environment, string value)
    {
        await using var app = Host(environment, "InboxOff", value);

        await app.StartAsync(TestContext.Current.CancellationToken);

        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    private static WebApplication Host(string environment, string control, string value)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Configuration["Urls"] = "http://127.0.0.1:0";
        builder.Configuration[$"Messaging:{control}"] = value;
        builder.AddServiceDefaults();
        builder.AddServiceBus(new InProcessBus("intake"));
        return builder.Build();
    }
}
