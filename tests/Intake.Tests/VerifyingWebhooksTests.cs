using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Intake.Tests;

/// <summary>What is sent is taken by the library that receivers use: the npm package <c>standardwebhooks</c>.</summary>
public sealed class VerifyingWebhooksTests(WebhookHost intake) : IClassFixture<WebhookHost>
{
    private const string Package = "standardwebhooks@1.0.0";

    private const string Script = """
        const { Webhook } = require("standardwebhooks");
        const { secrets, wrong, headers, body } = JSON.parse(require("fs").readFileSync(0, "utf8"));
        for (const secret of secrets) new Webhook(secret).verify(body, headers);
        for (const [secret, text] of [[wrong, body], [secrets[0], body.replace("complaint", "compliment")]]) {
          let taken = true;
          try { new Webhook(secret).verify(text, headers); } catch { taken = false; }
          if (taken) throw new Error("a forgery was taken");
        }
        console.log("verified");
        """;

    [Fact]
    public async Task The_standard_library_takes_both_signatures_and_no_forgery()
    {
        var folder = Directory.CreateTempSubdirectory("standardwebhooks-");
        try
        {
            var (installed, said) = await RunAsync("npm", folder, "", "install", "--no-audit", "--no-fund", "--silent", Package);
            Assert.SkipUnless(installed == 0, $"npm cannot install {Package} here: {said}");

            await using var receiver = await Receiver.StartAsync();
            var backend = intake.NewBackend();
            var webhook = await backend.PostJsonAsync("webhooks", $$"""{"url":"{{receiver.Address}}"}""").ShouldBeAsync(201);
            var rotated = await backend.PostJsonAsync($"webhooks/{webhook.GetProperty("id").GetGuid()}/secret-rotation", "{}")
                .ShouldBeAsync(200);
            await backend.PostJsonAsync("complaints", """{"channel":"web","text":"快递丢了"}""").ShouldBeAsync(201);
            var message = await receiver.NextAsync();

            var input = JsonSerializer.Serialize(new
            {
                secrets = new[] { webhook.GetProperty("secret").GetString(), rotated.GetProperty("secret").GetString() },
                wrong = "whsec_" + Convert.ToBase64String(new byte[32]),
                headers = new Dictionary<string, string>
                {
                    ["webhook-id"] = message.Id,
                    ["webhook-timestamp"] = message.Timestamp,
                    ["webhook-signature"] = message.Signatures,
                },
                body = message.Text,
            });
            var (exit, output) = await RunAsync("node", folder, input, "-e", Script);
            exit.ShouldBe(0, output);
            output.ShouldContain("verified");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <returns>The exit code and what was written; 127 where there is no such program.</returns>
    private static async Task<(int Exit, string Output)> RunAsync(string program, DirectoryInfo folder, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2));
            return (process.ExitCode, await output + await errors);
        }
        catch (Win32Exception)
        {
            return (127, $"there is no {program}");
        }
    }
}
