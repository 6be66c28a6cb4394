namespace ComplaintPlatform.Survey.Satisfaction;

/// <summary>
/// Durations in whole seconds that can be put together without copying: a median of a year is not the mean of its days' medians, so the
/// values themselves have to be kept. Stored, they are sorted and written as differences of few bytes each.
/// </summary>
internal sealed class Durations
{
    // One of these: single values, or packed ones as they are stored, or two parts
    private readonly int[] _own = [];
    private readonly byte[] _packed = [];
    private readonly Durations? _left, _right;

    private Durations(int[] own) => (_own, Count) = (own, own.Length);

    private Durations(byte[] packed, int count) => (_packed, Count) = (packed, count);

    private Durations(Durations left, Durations right) => (_left, _right, Count) = (left, right, left.Count + right.Count);

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

    /// <summary>What was packed is opened when a figure is asked of it.</summary>
    public static Durations Packed(byte[]? packed)
    {
        if (packed is null)
            return None;
        var count = 0;
        foreach (var part in packed)
            count += part <= 0x7f ? 1 : 0;
        return new Durations(packed, count);
    }

    public DurationFigure Figure()
    {
        if (Count == 0)
            return DurationFigure.None;
        var values = ToArray();
        var (median, ninetieth) = (RankOf(50), RankOf(90));
        Select(values, 0, median);
        // What lies above the median stands behind it now
        Select(values, median, ninetieth);
        return new DurationFigure(Count, values[median], values[ninetieth]);
    }

    // Nearest rank: the smallest value that so many percent of all are not above; it is always one that was measured
    private int RankOf(int percent) => (int)((((long)Count * percent) + 99) / 100) - 1;

    /// <summary>Hoare's selection: brings the value of a rank to its place, and looks again only at the part in which it lies.</summary>
    private static void Select(int[] values, int low, int wanted)
    {
        var high = values.Length - 1;
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
                return;
        }
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
            at = part.Open(values, at);
            if (part._right is not null)
                open.Push(part._right);
            if (part._left is not null)
                open.Push(part._left);
        }

        return values;
    }

    private int Open(int[] values, int at)
    {
        var (value, difference, shift) = (0, 0u, 0);
        foreach (var part in _packed)
        {
            difference |= (uint)(part & 0x7f) << shift;
            shift += 7;
            if (part > 0x7f)
                continue;
            value += (int)difference;
            values[at++] = value;
            (difference, shift) = (0, 0);
        }

        return at;
    }
}

/// <param name="Count">How many were measured; where it is 0 there is no figure.</param>
/// <param name="MedianSeconds">Half of them took no longer, by nearest rank.</param>
/// <param name="P90Seconds">Nine in ten took no longer, by nearest rank.</param>
public sealed record DurationFigure(int Count, int? MedianSeconds, int? P90Seconds)
{
    internal static DurationFigure None { get; } = new(0, null, null);
}
