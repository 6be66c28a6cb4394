using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Gateway.Tests;

/// <summary>
/// Connections that send nothing, a byte now and then, or read nothing, hold up nobody else. <c>IDLE_CONNECTIONS</c> says how many (500).
/// </summary>
public sealed class SlowClientsTests(GatewayFactory gateway) : IClassFixture<GatewayFactory>
{
    private static readonly int Many = int.Parse(Environment.GetEnvironmentVariable("IDLE_CONNECTIONS") ?? "500", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Others_are_answered_beside_many_connections_that_say_nothing()
    {
        var idle = new List<TcpClient>();
        try
        {
            for (var at = 0; at < Many; at++)
                idle.Add(await ConnectAsync(at % 2 == 0 ? "" : "GET /api/v1/complaints HTTP/1.1\r\nHost: localhost\r\nX-Slow: "));
            using var backend = gateway.WithKey(gateway.ApiKey);

            for (var call = 0; call < 20; call++)
                await backend.GetAsync("/api/v1/complaints").ShouldBeAsync(200);

            idle.ShouldAllBe(client => client.Connected);
        }
        finally
        {
            idle.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task Others_are_answered_beside_bodies_that_never_come_and_answers_that_nobody_reads()
    {
        var slow = new List<TcpClient>();
        try
        {
            for (var at = 0; at < 100; at++)
            {
                slow.Add(await ConnectAsync(
                    $"POST /api/v1/complaints HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {gateway.ApiKey}\r\n"
                    + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"text\":"));
                slow.Add(await ConnectAsync(string.Concat(Enumerable.Repeat(
                    "GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n", 20))));
            }

            using var backend = gateway.WithKey(gateway.ApiKey);
            for (var call = 0; call < 20; call++)
                await backend.PostJsonAsync("/api/v1/complaints", """{"text":"x"}""").ShouldBeAsync(200);
        }
        finally
        {
            slow.ForEach(client => client.Dispose());
        }
    }

    private async Task<TcpClient> ConnectAsync(string beginning)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, gateway.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(beginning));
        return client;
    }
}
