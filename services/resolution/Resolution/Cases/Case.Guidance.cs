using System.Text.Json;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Playbooks;
using ComplaintPlatform.Resolution.Policies;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Resolution.Cases;

/// <summary>What the agent has ticked.</summary>
internal sealed partial class Case
{
    public TickedItems? Ticked { get; private set; }

    /// <summary>When the work of this cycle began.</summary>
    public DateTimeOffset CycleStartedAt =>
        Clock.Where(fact => fact.Kind is Deadlines.ClockEventKind.Reopened).Select(fact => (DateTimeOffset?)fact.At).Max() ?? OpenedAt;

    public TickedItem? TickOf(string item) => Ticked?.Find(Cycle, item);

    /// <returns>Nothing where it is ticked already.</returns>
    public ChecklistItemMarked? Tick(string item, LocalizedText title, Guid? by, string byName, DateTimeOffset now)
    {
        if (TickOf(item) is not null)
            return null;
        Ticked = new TickedItems([.. (Ticked ?? TickedItems.None).Items, new TickedItem(Cycle, item, by, byName, now)]);
        return Marked(item, title, "ticked", by, now);
    }

    /// <returns>Nothing where it is not ticked.</returns>
    public ChecklistItemMarked? Untick(string item, LocalizedText title, Guid? by, DateTimeOffset now)
    {
        if (TickOf(item) is not { } tick)
            return null;
        Ticked = new TickedItems([.. Ticked!.Items.Where(other => other != tick)]);
        return Marked(item, title, "unticked", by, now);
    }

    private static void MapGuidance(EntityTypeBuilder<Case> table) =>
        table.Property(row => row.Ticked).HasMaxLength(-1).HasConversion(
            ticked => JsonSerializer.Serialize(ticked, JsonDefaults.Options),
            text => JsonSerializer.Deserialize<TickedItems>(text, JsonDefaults.Options));

    private ChecklistItemMarked Marked(string item, LocalizedText title, string mark, Guid? by, DateTimeOffset now) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = now,
        StorefrontId = StorefrontId,
        ComplaintId = Id,
        Version = ++Version,
        Cycle = Cycle,
        State = EnumText.Of(State),
        Item = item,
        Title = title.In(Language),
        Mark = mark,
        AgentId = by,
    };
}
