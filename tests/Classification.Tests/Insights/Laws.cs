using FsCheck;
using FsCheck.Fluent;

namespace ComplaintPlatform.Classification.Tests.Insights;

internal static class Laws
{
    /// <summary>What must hold for a hundred drawn values; the message of a failure shows the value.</summary>
    public static void Holds<T>(Gen<T> values, Action<T> law) =>
        Prop.ForAll(values.ToArbitrary(), value =>
        {
            law(value);
            return true;
        }).QuickCheckThrowOnFailure();
}
