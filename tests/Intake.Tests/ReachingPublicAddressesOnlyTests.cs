using System.Net;
using ComplaintPlatform.Testing;
using ComplaintPlatform.Web.Http;
using Microsoft.AspNetCore.Builder;

namespace ComplaintPlatform.Intake.Tests;

public sealed class ReachingPublicAddressesOnlyTests
{
    private static readonly PublicNetwork Closed = PublicNetwork.Of(null);

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.254")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.1")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.7")]
    [InlineData("203.0.113.9")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.250")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:a9fe:a9fe")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2002:a00:1::1")]
    [InlineData("2002:c0a8:101::")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456:789a::1")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void An_address_inside_is_closed(string address) => Closed.MayReach(IPAddress.Parse(address)).ShouldBeFalse();

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("172.32.0.1")]
    [InlineData("192.169.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    [InlineData("2606:4700:4700::1111")]
    public void A_public_one_is_open(string address) => Closed.MayReach(IPAddress.Parse(address)).ShouldBeTrue();

    [Theory]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f000001/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://127.1/")]
    [InlineData("https://localhost/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:7f00:1]/")]
    [InlineData("https://１２７.0.0.1/")]
    [InlineData("https://public.example@127.0.0.1/")]
    [InlineData("https://127.0.0.1:8080/admin")]
    [InlineData("http://example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://127.0.0.1/")]
    [InlineData("https:///nothing")]
    public async Task However_it_is_written(string address) =>
        (await Closed.RefusalAsync(address, allowHttp: false, TestContext.Current.CancellationToken)).ShouldNotBeNull();

    [Fact]
    public async Task The_connection_itself_is_refused_whatever_was_checked_before()
    {
        var calls = 0;
        await using var inside = await StubServer.StartAsync(app => app.MapFallback(() => Interlocked.Increment(ref calls)));
        using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = Closed.ConnectAsync, UseProxy = false });
        var port = new Uri(inside.Address).Port;

        foreach (var host in new[] { "127.0.0.1", "localhost", "[::ffff:127.0.0.1]" })
        {
            var refused = await Should.ThrowAsync<HttpRequestException>(
                () => http.GetAsync($"http://{host}:{port}/", TestContext.Current.CancellationToken));
            refused.InnerException.ShouldBeOfType<ClosedNetworkException>();
        }

        calls.ShouldBe(0);
    }

    [Fact]
    public async Task Configuration_opens_a_network()
    {
        await using var inside = await StubServer.StartAsync(app => app.MapFallback(() => "here"));
        using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = PublicNetwork.Of(["127.0.0.0/8"]).ConnectAsync });

        (await http.GetAsync(inside.Address, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
