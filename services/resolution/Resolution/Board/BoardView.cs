using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Dispatch;

namespace ComplaintPlatform.Resolution.Board;

/// <summary>How many cases, and how they stand with their deadlines.</summary>
public sealed record BoardCount(int Count, int OnTrack, int AtRisk, int Breached)
{
    internal static BoardCount Of(IEnumerable<BoardCell> cells)
    {
        var bySla = cells.ToLookup(cell => cell.Sla, cell => cell.Count);
        var (onTrack, atRisk, breached) = (bySla[SlaState.OnTrack].Sum(), bySla[SlaState.AtRisk].Sum(), bySla[SlaState.Breached].Sum());
        return new BoardCount(onTrack + atRisk + breached, onTrack, atRisk, breached);
    }
}

/// <param name="Cases">Of <c>resolved</c> and <c>closed</c>, those of the last 24 hours.</param>
public sealed record BoardColumn(CaseState State, string Name, BoardCount Cases);

/// <param name="Cases">Open ones.</param>
/// <param name="Unassigned">Of these, cases that wait for somebody.</param>
public sealed record BoardDepartment(string Id, string Name, BoardCount Cases, int Unassigned, IReadOnlyList<BoardColumn> Columns);

/// <param name="Presence"><c>null</c> where the agent is no longer with us.</param>
/// <param name="Cases">Open ones.</param>
public sealed record BoardAgent(Guid Id, string Name, AgentPresence? Presence, BoardCount Cases, IReadOnlyList<BoardColumn> Columns);

/// <summary>The work in hand, by state, department and agent, with the colours of its deadlines.</summary>
/// <param name="Open">All open cases.</param>
public sealed record BoardView(
    BoardCount Open, int Unassigned, IReadOnlyList<BoardColumn> Columns, IReadOnlyList<BoardDepartment> Departments,
    IReadOnlyList<BoardAgent> Agents);

/// <summary>Cases of which a board tells nothing but how many there are.</summary>
internal sealed record BoardCell(string StorefrontId, string Department, Guid? AgentId, CaseState State, SlaState Sla, int Count)
{
    public bool IsOpen => State is not (CaseState.Resolved or CaseState.Closed);
}

internal sealed record BoardPerson(Guid Id, string Name, AgentPresence Presence, bool Shown, string? Department, IReadOnlyList<string> Storefronts);

/// <summary>Which part of the board somebody looks at.</summary>
/// <param name="Storefronts">Nothing: all.</param>
internal sealed record BoardPart(IReadOnlyList<string>? Storefronts, string? Department, Language Language)
{
    /// <summary>The same for all who look at the same part.</summary>
    public string Key => $"{(Storefronts is null ? "*" : string.Join(',', Storefronts.Order(StringComparer.Ordinal)))}|{Department}|{Language.Tag}";

    public bool Holds(BoardCell cell) =>
        (Storefronts is null || Storefronts.Contains(cell.StorefrontId)) && (Department is null || Department == cell.Department);

    public bool Holds(BoardPerson person) =>
        (Storefronts is null || person.Storefronts.Contains(AgentSnapshot.All) || person.Storefronts.Intersect(Storefronts).Any())
        && (Department is null || Department == person.Department);
}
