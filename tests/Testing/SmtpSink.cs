using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ComplaintPlatform.Testing;

/// <summary>A mail server on a port of its own that keeps what it is given, or refuses it.</summary>
public sealed class SmtpSink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;

    public SmtpSink()
    {
        _listener.Start();
        _loop = Task.Run(AcceptAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public ConcurrentQueue<ReceivedMail> Mails { get; } = new();

    /// <summary>The answer to RCPT, such as <c>550 no such mailbox</c>; <c>null</c> takes everything.</summary>
    public string? Refusal { get; set; }

    /// <summary>Whether it offers SMTPUTF8.</summary>
    public bool TakesUtf8 { get; set; } = true;

    /// <summary>Takes letters and closes the connection instead of answering.</summary>
    public bool ClosesInTheMiddle { get; set; }

    /// <summary>Takes connections and says nothing.</summary>
    public bool Hangs { get; set; }

    /// <summary>How many connections were taken.</summary>
    public int Connections { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _loop;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                Connections++;
                _ = TalkAsync(client);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var connection = client;
        await using var stream = connection.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        var recipients = new List<string>();
        if (Hangs)
            await Task.Delay(Timeout.Infinite, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await writer.WriteLineAsync("220 sink");
        while (await reader.ReadLineAsync() is { } line)
        {
            var verb = line.Split(' ')[0].ToUpperInvariant();
            if (verb == "QUIT")
            {
                await writer.WriteLineAsync("221 bye");
                return;
            }

            if (verb == "DATA")
            {
                await writer.WriteLineAsync("354 go on");
                var text = new StringBuilder();
                while (await reader.ReadLineAsync() is { } content && content != ".")
                    text.Append(content.StartsWith("..", StringComparison.Ordinal) ? content[1..] : content).Append("\r\n");
                if (ClosesInTheMiddle)
                    return;
                Mails.Enqueue(new ReceivedMail([.. recipients], text.ToString()));
                recipients.Clear();
                await writer.WriteLineAsync("250 kept");
                continue;
            }

            if (verb == "RCPT" && Refusal is { } refusal)
            {
                await writer.WriteLineAsync(refusal);
                continue;
            }

            if (verb == "RCPT")
                recipients.Add(line[(line.IndexOf('<') + 1)..line.IndexOf('>')]);
            await writer.WriteLineAsync(
                verb != "EHLO" ? "250 ok" : TakesUtf8 ? "250-sink\r\n250-SMTPUTF8\r\n250 8BITMIME" : "250-sink\r\n250 8BITMIME");
        }
    }
}

/// <param name="Raw">Headers and body as they came.</param>
public sealed record ReceivedMail(IReadOnlyList<string> Recipients, string Raw);
