using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Gateway.Tests;

/// <summary>With a certificate that configuration names the platform speaks TLS, and nothing else at that port.</summary>
public sealed class SpeakingTlsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tls-tests-");

    [Fact]
    public async Task A_certificate_is_all_it_takes()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var (certificateFile, keyFile) = (Path.Combine(_folder.FullName, "tls.crt"), Path.Combine(_folder.FullName, "tls.key"));
        await File.WriteAllTextAsync(certificateFile, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem());
        var (data, url) = (Path.Combine(_folder.FullName, "data"), $"https://127.0.0.1:{Ports.Reserve()}");
        await using var platform = HostProcess.Start(
            "deploy/standalone", url,
            new Dictionary<string, string>
            {
                ["Kestrel:Certificates:Default:Path"] = certificateFile,
                ["Kestrel:Certificates:Default:KeyPath"] = keyFile,
            },
            "--data", data, "--urls", url);
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString(),
            },
        };
        using var client = new HttpClient(handler) { BaseAddress = new Uri(url) };
        await Eventually.BeTrueAsync(
            async () =>
            {
                try
                {
                    return (await client.GetAsync("/health/ready")).IsSuccessStatusCode;
                }
                catch (HttpRequestException) when (!platform.HasExited)
                {
                    return false;
                }
            },
            "the platform is ready", TimeSpan.FromMinutes(2));

        var firstRun = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(data, "first-run.json"))).RootElement;
        client.DefaultRequestHeaders.Add("X-Api-Key", firstRun.GetProperty("apiKey").GetString()!);
        var answer = await client.PostJsonAsync("/api/v1/complaints", """{"channel":"web","text":"水壶漏电"}""");

        answer.Headers.GetValues("Strict-Transport-Security").ShouldBe(["max-age=31536000"]);
        (await answer.ShouldBeAsync(201)).GetProperty("trackingUrl").GetString()!.ShouldStartWith(url);
        using var plain = new HttpClient { BaseAddress = new Uri(url.Replace("https", "http", StringComparison.Ordinal)) };
        await Should.ThrowAsync<HttpRequestException>(() => plain.GetAsync("/health/live"));
        (await platform.StopAsync()).ShouldBe(0, platform.Errors);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
