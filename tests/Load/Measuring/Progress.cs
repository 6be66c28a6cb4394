using System.Diagnostics;

namespace ComplaintPlatform.Load.Measuring;

/// <summary>One line that is rewritten on a terminal, a plain line every two seconds elsewhere.</summary>
internal sealed class Progress(Func<string> line)
{
    private static readonly bool Terminal = !Console.IsOutputRedirected;

    /// <summary>Runs <paramref name="work"/> and reports beside it.</summary>
    public async Task<T> WhileAsync<T>(Task<T> work, Action? sample = null)
    {
        await WhileAsync((Task)work, sample);
        return await work;
    }

    public async Task WhileAsync(Task work, Action? sample = null)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var tick = Task.Delay(Terminal ? TimeSpan.FromMilliseconds(500) : TimeSpan.FromSeconds(2));
            if (await Task.WhenAny(work, tick) == work)
                break;

            sample?.Invoke();
            Write($"{clock.Elapsed.TotalSeconds,4:0} s  {line()}");
        }

        sample?.Invoke();
        if (Terminal)
            Console.WriteLine();
        await work;
    }

    private static void Write(string text)
    {
        if (Terminal)
            Console.Write($"\r{text}\u001b[K");
        else
            Console.WriteLine(text);
    }
}
