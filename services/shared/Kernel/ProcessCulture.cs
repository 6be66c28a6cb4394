using System.Globalization;

namespace ComplaintPlatform.Kernel;

/// <summary>
/// Texts for people come from resources of our own, in the language of the request; a machine's language must show nowhere.
/// </summary>
public static class ProcessCulture
{
    /// <summary>
    /// Numbers, times and comparisons are the same on every machine from here on, whatever <c>LANG</c> says. Call it first in a process.
    /// </summary>
    public static void UseInvariant()
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
    }
}
