using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using ComplaintPlatform.Load.Bare;
using ComplaintPlatform.Load.Measuring;

namespace ComplaintPlatform.Load.Commands;

/// <summary>
/// What the gateway costs: a bare endpoint asked directly, through a bare proxy, and through the gateway with authentication, tenancy,
/// limits and internal token. Each is a process of its own, so that its CPU is its own; they take turns in one run.
/// </summary>
internal static class GatewayCommand
{
    private const string Path = "/api/v1/complaints?limit=20";
    private const string Password = "a measured passphrase";

    public static Command Create()
    {
        var gateway = new Option<string>("--gateway")
        {
            Description = "The built gateway host",
            DefaultValueFactory = _ => "gateway/Gateway.Host/bin/Release/net10.0/ComplaintPlatform.Gateway.Host.dll",
        };
        var connections = new Option<int[]>("--connections")
        {
            Description = "Callers at once; may be repeated",
            DefaultValueFactory = _ => [1, 16, 64],
        };
        var seconds = Options.Seconds(5);
        var warmUp = Options.WarmUp(5);
        var rounds = new Option<int>("--rounds") { Description = "How often each takes its turn", DefaultValueFactory = _ => 3 };
        var command = new Command("gateway", "Measures what the gateway adds to a bare endpoint, and its limit against a bare proxy's")
        {
            gateway, connections, seconds, warmUp, rounds,
        };
        command.SetAction((parsed, ct) => Options.GuardAsync(async () =>
        {
            await MeasureAsync(
                System.IO.Path.GetFullPath(parsed.GetValue(gateway)!), parsed.GetValue(connections)!,
                TimeSpan.FromSeconds(parsed.GetValue(seconds)), TimeSpan.FromSeconds(parsed.GetValue(warmUp)), parsed.GetValue(rounds), ct);
            return 0;
        }));
        return command;
    }

    /// <summary>The processes that the command above starts: the endpoint, and the proxy in front of it.</summary>
    public static Command CreateServed()
    {
        var port = new Option<int>("--port") { Required = true };
        var to = new Option<string?>("--to") { Description = "Proxy to this address instead of answering" };
        var command = new Command("bare", "Serves a bare endpoint or a bare proxy") { port, to };
        command.Hidden = true;
        command.SetAction((parsed, ct) => BareServer.RunAsync(parsed.GetValue(port), parsed.GetValue(to), ct));
        return command;
    }

    private static async Task MeasureAsync(
        string gatewayDll, int[] connections, TimeSpan duration, TimeSpan warmUp, int rounds, CancellationToken ct)
    {
        if (!File.Exists(gatewayDll))
            throw new LoadException($"There is no {gatewayDll}: dotnet build -c Release gateway/Gateway.Host");
        var folder = Directory.CreateTempSubdirectory("gateway-load-");
        var (endpoint, proxy, gateway) = (FreeAddress(), FreeAddress(), FreeAddress());
        var own = typeof(GatewayCommand).Assembly.Location;
        List<Process> processes = [Start(own, [], "bare", "--port", Port(endpoint)),
            Start(own, [], "bare", "--port", Port(proxy), "--to", endpoint), Start(gatewayDll, Settings(folder.FullName, endpoint, gateway))];
        try
        {
            using var http = new HttpClient();
            foreach (var (address, path) in ((string, string)[])[(endpoint, "/"), (proxy, "/"), (gateway, "/health/live")])
                await UntilItAnswersAsync(http, address + path, ct);
            var key = await NewKeyAsync(http, gateway, ct);
            (string Name, string Address, Process? Process)[] targets =
                [("direct", endpoint, null), ("bare proxy", proxy, processes[1]), ("gateway", gateway, processes[2])];
            Console.WriteLine($"{"connections",11} {"target",-10} {"requests/s",10} {"p50 ms",8} {"p99 ms",8} {"CPU ms/request",14}");
            foreach (var count in connections)
            {
                var seen = targets.ToDictionary(target => target.Name, _ => new List<Figures>());
                foreach (var target in targets)
                    await RunAsync(target.Address, target.Process, key, count, warmUp, ct);
                for (var round = 0; round < rounds; round++)
                {
                    foreach (var target in targets)
                        seen[target.Name].Add(await RunAsync(target.Address, target.Process, key, count, duration, ct));
                }

                foreach (var (name, figures) in seen)
                    Print(count, name, Median(figures));
                var (direct, bare, through) = (Median(seen["direct"]), Median(seen["bare proxy"]), Median(seen["gateway"]));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{count,11} added: p50 {through.P50 - direct.P50:N3} ms, p99 {through.P99 - direct.P99:N3} ms; "
                    + $"{through.PerSecond / bare.PerSecond:P0} of the bare proxy's requests/s"));
            }
        }
        finally
        {
            foreach (var process in processes)
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
                process.Dispose();
            }

            folder.Delete(recursive: true);
        }
    }

    private static async Task<Figures> RunAsync(
        string address, Process? process, string key, int connections, TimeSpan duration, CancellationToken ct)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseProxy = false });
        http.DefaultRequestHeaders.Add("X-Api-Key", key);
        var latency = new LatencyHistogram();
        var meter = process is null ? null : ProcessMeter.Of(process.Id);
        meter?.Start();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var asked = Stopwatch.GetTimestamp();
                using var answer = await http.GetAsync(new Uri(address + Path), ct);
                await answer.Content.ReadAsByteArrayAsync(ct);
                if (answer.StatusCode is not HttpStatusCode.OK)
                    throw new LoadException($"{address} answered {(int)answer.StatusCode}.");
                latency.Record(Stopwatch.GetElapsedTime(asked));
            }
        }, ct)));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        meter?.Sample();
        var summary = latency.Summarise();
        return new Figures(latency.Count / seconds, summary.P50 ?? 0, summary.P99 ?? 0, meter is null ? null : meter.CpuMilliseconds / latency.Count);
    }

    private static Figures Median(List<Figures> figures) => figures.OrderBy(one => one.PerSecond).ElementAt(figures.Count / 2);

    private static void Print(int connections, string name, Figures figures) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{connections,11} {name,-10} {figures.PerSecond,10:N0} {figures.P50,8:N3} {figures.P99,8:N3} {figures.CpuPerRequest,14:N4}"));

    private static async Task<string> NewKeyAsync(HttpClient http, string gateway, CancellationToken ct)
    {
        var signedIn = await PostAsync(http, gateway + "/api/v1/auth/token", new { username = "administrator", password = Password }, null, ct);
        var token = signedIn.GetProperty("accessToken").GetString();
        await PostAsync(http, gateway + "/api/v1/storefronts", new { id = "measured", name = "measured" }, token, ct);
        var key = await PostAsync(http, gateway + "/api/v1/api-keys", new { storefrontId = "measured" }, token, ct);
        return key.GetProperty("key").GetString()!;
    }

    private static async Task<JsonElement> PostAsync(HttpClient http, string address, object body, string? token, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address)) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request, ct);
        var text = await answer.Content.ReadAsStringAsync(ct);
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement
            : throw new LoadException($"{address} answered {(int)answer.StatusCode}: {text}");
    }

    private static async Task UntilItAnswersAsync(HttpClient http, string address, CancellationToken ct)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(address), ct);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100, ct);
            }
        }

        throw new LoadException($"{address} does not answer.");
    }

    private static Process Start(string dll, Dictionary<string, string> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [dll, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        // Read and thrown away: a full pipe would stop it
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static Dictionary<string, string> Settings(string folder, string endpoint, string gateway)
    {
        var settings = new Dictionary<string, string>
        {
            ["Urls"] = gateway,
            ["Database__Folder"] = folder,
            ["Security__KeyFolder"] = System.IO.Path.Combine(folder, "keys"),
            ["Identity__FirstAdministrator__Username"] = "administrator",
            ["Identity__FirstAdministrator__Password"] = Password,
            // Counted and headed like every other, and never reached
            ["Gateway__Machines__PerSecond"] = "1000000",
            ["Gateway__Machines__Burst"] = "1000000",
        };
        foreach (var service in (string[])["intake", "classification", "resolution", "follow-up", "survey"])
            settings[$"Services__{service}__Address"] = endpoint;
        return settings;
    }

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }

    private static string Port(string address) => new Uri(address).Port.ToString(CultureInfo.InvariantCulture);

    private sealed record Figures(double PerSecond, double P50, double P99, double? CpuPerRequest);
}
