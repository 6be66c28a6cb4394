using System.Globalization;
using ComplaintPlatform.Web;

namespace ComplaintPlatform.Shared.Tests;

/// <summary>A process of the platform writes and compares the same on every machine.</summary>
public sealed class SpeakingNoLocalLanguageTests
{
    [Fact]
    public void The_machines_language_ends_where_the_host_begins()
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
        var machine = Written();

        ServiceHosting.CreateBuilder([]);

        machine.ShouldBe("1,5 ı");
        Written().ShouldBe("1.5 i");
        var onAnotherThread = "";
        var thread = new Thread(() => onAnotherThread = Written());
        thread.Start();
        thread.Join();
        onAnotherThread.ShouldBe("1.5 i");
    }

#pragma warning disable CA1304, CA1305, CA1311 // What depends on the culture is what is asked for
    private static string Written() => $"{1.5} {"I".ToLower()}";
#pragma warning restore CA1304, CA1305, CA1311
}
