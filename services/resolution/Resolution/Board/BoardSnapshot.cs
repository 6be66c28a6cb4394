using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Policies;

namespace ComplaintPlatform.Resolution.Board;

/// <summary>
/// A part of the board with the mark of what it shows: two parts with one mark show the same, whichever process made them.
/// </summary>
internal sealed record MarkedBoard(BoardView View, string Mark);

/// <summary>All that boards show at one moment. Each part is put together once, however many look at it.</summary>
internal sealed class BoardSnapshot(
    IReadOnlyList<BoardCell> cells, IReadOnlyList<BoardPerson> people, IReadOnlyDictionary<(string Storefront, string Department), LocalizedText> names)
{
    private static readonly Dictionary<CaseState, LocalizedText> States = new()
    {
        [CaseState.Open] = new("待受理", "Open"),
        [CaseState.InProgress] = new("处理中", "In progress"),
        [CaseState.AwaitingCustomer] = new("等待客户", "Waiting for the customer"),
        [CaseState.AwaitingApproval] = new("待审批", "Waiting for approval"),
        [CaseState.Executing] = new("执行中", "Being carried out"),
        [CaseState.Resolved] = new("已解决(24 小时内)", "Resolved (24 hours)"),
        [CaseState.Closed] = new("已关闭(24 小时内)", "Closed (24 hours)"),
    };

    private readonly ConcurrentDictionary<string, MarkedBoard> _parts = new();

    public static BoardSnapshot Empty { get; } = new([], [], new Dictionary<(string, string), LocalizedText>());

    /// <summary>Whether anybody would see a difference.</summary>
    public bool IsLike(BoardSnapshot other) =>
        Cells.SequenceEqual(other.Cells) && People.Select(Face).SequenceEqual(other.People.Select(Face)) && Names.Count == other.Names.Count
        && Names.All(name => other.Names.TryGetValue(name.Key, out var text) && text == name.Value);

    private IReadOnlyList<BoardCell> Cells { get; } =
        [.. cells.OrderBy(cell => cell.StorefrontId, StringComparer.Ordinal).ThenBy(cell => cell.Department, StringComparer.Ordinal)
            .ThenBy(cell => cell.AgentId).ThenBy(cell => cell.State).ThenBy(cell => cell.Sla)];

    private IReadOnlyList<BoardPerson> People { get; } = [.. people.OrderBy(person => person.Id)];

    private IReadOnlyDictionary<(string Storefront, string Department), LocalizedText> Names { get; } = names;

    public MarkedBoard Show(BoardPart part) => _parts.GetOrAdd(part.Key, _ =>
    {
        var view = View(part);
        var mark = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(view, JsonDefaults.Options))[..12]);
        return new MarkedBoard(view, mark);
    });

    private static (Guid, string, Dispatch.AgentPresence, bool, string?, string) Face(BoardPerson person) =>
        (person.Id, person.Name, person.Presence, person.Shown, person.Department, string.Join(',', person.Storefronts));

    private BoardView View(BoardPart part)
    {
        var shown = Cells.Where(part.Holds).ToList();
        var open = shown.FindAll(cell => cell.IsOpen);
        var byAgent = open.Where(cell => cell.AgentId is not null).ToLookup(cell => cell.AgentId!.Value);
        var known = People.ToDictionary(person => person.Id);
        // Who is there with nothing to do is on the board as well
        var agents = byAgent.Select(group => group.Key).Union(People.Where(person => person.Shown && part.Holds(person)).Select(person => person.Id));
        return new BoardView(
            BoardCount.Of(open), open.Where(cell => cell.AgentId is null).Sum(cell => cell.Count),
            Columns(shown, Enum.GetValues<CaseState>(), part.Language),
            [.. shown.GroupBy(cell => cell.Department).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => Department(
                group.Key, [.. group], part.Language))],
            [.. agents.Select(id => new BoardAgent(
                id, known.GetValueOrDefault(id)?.Name ?? "", known.GetValueOrDefault(id)?.Presence, BoardCount.Of(byAgent[id]),
                Columns([.. byAgent[id]], OpenStates, part.Language)))
                .OrderByDescending(agent => agent.Cases.Count).ThenBy(agent => agent.Id)]);
    }

    private static CaseState[] OpenStates { get; } =
        [.. Enum.GetValues<CaseState>().Where(state => state is not (CaseState.Resolved or CaseState.Closed))];

    private BoardDepartment Department(string id, List<BoardCell> cells, Language language)
    {
        var open = cells.FindAll(cell => cell.IsOpen);
        return new BoardDepartment(
            id, Names.GetValueOrDefault((cells[0].StorefrontId, id))?.In(language.Tag) ?? id, BoardCount.Of(open),
            open.Where(cell => cell.AgentId is null).Sum(cell => cell.Count), Columns(cells, Enum.GetValues<CaseState>(), language));
    }

    private static List<BoardColumn> Columns(List<BoardCell> cells, IEnumerable<CaseState> states, Language language)
    {
        var byState = cells.ToLookup(cell => cell.State);
        return [.. states.Select(state => new BoardColumn(state, States[state].In(language.Tag), BoardCount.Of(byState[state])))];
    }
}
