namespace ComplaintPlatform.Survey.Satisfaction;

/// <summary>
/// Durations in whole seconds that can be put together without copying: a median of a year is not the mean of its days' medians, so the
/// values themselves have to be kept. Stored, they are sorted and written as differences of few bytes each.
/// </summary>
internal sealed class Durations
{
    private readonly int[] _own;
    private readonly Durations? _left, _right;

    private Durations(int[] own) => (_own, Count) = (own, own.Length);

    private Durations(Durations left, Durations right) => (_own, _left, _right, Count) = ([], left, right, left.Count + right.Count);

    public static Durations None { get; } = new([]);

    public int Count { get; }

    public static Durations Of(int? seconds) => seconds is { } known ? new Durations([known]) : None;

    /// <summary>Of all that are known.</summary>
    public static DurationFigure FigureOf(IEnumerable<int?> seconds) => new Durations([.. seconds.OfType<int>()]).Figure();

    public static Durations operator +(Durations left, Durations right) =>
        left.Count == 0 ? right : right.Count == 0 ? left : new Durations(left, right);

    /// <summary>The values, each difference to the one before in groups of seven bits, lowest first.</summary>
    public byte[]? Pack()
    {
        if (Count == 0)
            return null;
        var values = ToArray();
        Array.Sort(values);
        var packed = new List<byte>(values.Length * 2);
        var before = 0;
        foreach (var value in values)
        {
            var rest = (uint)(value - before);
            before = value;
            for (; rest > 0x7f; rest >>= 7)
                packed.Add((byte)(rest | 0x80));
            packed.Add((byte)rest);
        }

        return [.. packed];
    }

    public static Durations Unpack(byte[]? packed)
    {
        if (packed is null)
            return None;
        var values = new List<int>(packed.Length / 2);
        var (value, difference, shift) = (0, 0u, 0);
        foreach (var part in packed)
        {
            difference |= (uint)(part & 0x7f) << shift;
            shift += 7;
            if (part > 0x7f)
                continue;
            value += (int)difference;
            values.Add(value);
            (difference, shift) = (0, 0);
        }

        return new Durations([.. values]);
    }

    public DurationFigure Figure()
    {
        if (Count == 0)
            return DurationFigure.None;
        var values = ToArray();
        return new DurationFigure(Count, Ranked(values, 50), Ranked(values, 90));
    }

    /// <summary>By nearest rank: the smallest value that so many percent of all are not above. It is always one that was measured.</summary>
    private static int Ranked(int[] values, int percent)
    {
        var wanted = (int)(((long)values.Length * percent + 99) / 100) - 1;
        // Hoare's selection: only the part in which the rank lies is looked at again
        var (low, high) = (0, values.Length - 1);
        while (low < high)
        {
            var pivot = values[low + ((high - low) / 2)];
            var (left, right) = (low, high);
            while (left <= right)
            {
                while (values[left] < pivot)
                    left++;
                while (values[right] > pivot)
                    right--;
                if (left > right)
                    break;
                (values[left], values[right]) = (values[right], values[left]);
                left++;
                right--;
            }

            if (wanted <= right)
                high = right;
            else if (wanted >= left)
                low = left;
            else
                break;
        }

        return values[wanted];
    }

    private int[] ToArray()
    {
        var values = new int[Count];
        var at = 0;
        // Without recursion: a year of single values is a tall tree
        var open = new Stack<Durations>();
        open.Push(this);
        while (open.TryPop(out var part))
        {
            part._own.CopyTo(values, at);
            at += part._own.Length;
            if (part._right is not null)
                open.Push(part._right);
            if (part._left is not null)
                open.Push(part._left);
        }

        return values;
    }
}

/// <param name="Count">How many were measured; where it is 0 there is no figure.</param>
/// <param name="MedianSeconds">Half of them took no longer, by nearest rank.</param>
/// <param name="P90Seconds">Nine in ten took no longer, by nearest rank.</param>
public sealed record DurationFigure(int Count, int? MedianSeconds, int? P90Seconds)
{
    internal static DurationFigure None { get; } = new(0, null, null);
}
