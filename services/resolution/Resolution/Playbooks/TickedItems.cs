namespace ComplaintPlatform.Resolution.Playbooks;

/// <summary>One step that an agent says is done; another cycle starts without ticks.</summary>
internal sealed record TickedItem(int Cycle, string Item, Guid? By, string ByName, DateTimeOffset At);

/// <summary>All ticks of a case, as one value of its row: they are few, and are read with it.</summary>
internal sealed record TickedItems(IReadOnlyList<TickedItem> Items)
{
    public static TickedItems None { get; } = new([]);

    public TickedItem? Find(int cycle, string item) => Items.FirstOrDefault(tick => tick.Cycle == cycle && tick.Item == item);
}
