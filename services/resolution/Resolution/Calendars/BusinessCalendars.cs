using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Policies;

namespace ComplaintPlatform.Resolution.Calendars;

/// <summary>The policy document of all calendars; one of them serves where a policy names none.</summary>
public sealed record BusinessCalendars
{
    public required IReadOnlyList<BusinessCalendar> Calendars { get; init; }

    public required string DefaultCalendar { get; init; }

    public static BusinessCalendars Default { get; } = new()
    {
        Calendars = [MainlandChina.Calendar],
        DefaultCalendar = MainlandChina.Calendar.Id,
    };

    public IReadOnlyList<PolicyError> Validate()
    {
        var errors = new PolicyErrors();
        if (!errors.RequireItems(Calendars, "/calendars"))
            return errors.All;
        errors.Require(Calendars.Count is > 0 and <= 100, "/calendars", "1 to 100 calendars are needed. | 需要 1 至 100 个日历。");
        errors.RequireUnique(Calendars, c => c.Id, "/calendars", "The id");
        for (var i = 0; i < Calendars.Count; i++)
            errors.Add($"/calendars/{i}", Calendars[i].Validate());
        errors.Require(Calendars.Any(c => c.Id == DefaultCalendar), "/defaultCalendar", "No calendar has this id. | 没有该编号的日历。");
        return errors.All;
    }
}

/// <summary>
/// The calendars ready to reckon with: every version of the document with the moment since when it holds. A moment is counted by the
/// version that was in force then, so that an edit changes nothing that has passed.
/// </summary>
internal sealed class WorkingTimes
{
    private readonly List<(DateTimeOffset Since, Dictionary<string, WorkingTime> ById, WorkingTime Default)> _versions;

    private readonly IReadOnlyList<(DateTimeOffset Since, BusinessCalendars Document)> _documents;

    public WorkingTimes(BusinessCalendars document)
        : this([(DateTimeOffset.MinValue, document)])
    {
    }

    /// <param name="versions">In the order of their coming into force; the first one holds for all time before the second.</param>
    public WorkingTimes(IReadOnlyList<(DateTimeOffset Since, BusinessCalendars Document)> versions)
    {
        _documents = versions;
        _versions = [.. versions.Select(version =>
        {
            var byId = version.Document.Calendars.ToDictionary(c => c.Id, c => new WorkingTime(c));
            return (version.Since, byId, byId[version.Document.DefaultCalendar]);
        })];
        ChangedAt = [.. _versions.Skip(1).Select(version => version.Since)];
    }

    /// <summary>The same with a later edit.</summary>
    public WorkingTimes And(DateTimeOffset since, BusinessCalendars document) => new([.. _documents, (since, document)]);

    /// <summary>When the document was edited.</summary>
    public IReadOnlyList<DateTimeOffset> ChangedAt { get; }

    public WorkingTime Default => _versions[^1].Default;

    /// <summary>
    /// A calendar that was deleted meanwhile falls back to the default one: a deadline never disappears with its calendar.
    /// </summary>
    public WorkingTime this[string? id] => Of(id, _versions.Count - 1);

    /// <param name="version">Counted from 0: how many edits are known.</param>
    public WorkingTime Of(string? id, int version) =>
        id is not null && _versions[version].ById.TryGetValue(id, out var found) ? found : _versions[version].Default;

    /// <summary>Working time between two moments, each part by the version in force then.</summary>
    public TimeSpan Between(string? id, DateTimeOffset from, DateTimeOffset to)
    {
        var total = TimeSpan.Zero;
        for (var version = 0; version < _versions.Count; version++)
        {
            var begin = version == 0 || from > _versions[version].Since ? from : _versions[version].Since;
            var end = version == _versions.Count - 1 || to < _versions[version + 1].Since ? to : _versions[version + 1].Since;
            if (begin < end)
                total += Of(id, version).Between(begin, end);
        }

        return total;
    }

    /// <summary>When so much working time has passed, as far as it is known after so many edits.</summary>
    public DateTimeOffset Add(string? id, DateTimeOffset from, TimeSpan amount, int known)
    {
        for (var version = 0; version < known; version++)
        {
            var end = _versions[version + 1].Since;
            if (end <= from)
                continue;
            var within = Of(id, version).Between(from, end);
            if (within >= amount)
                return Of(id, version).Add(from, amount);
            amount -= within;
            from = end;
        }

        return Of(id, known).Add(from, amount);
    }
}
