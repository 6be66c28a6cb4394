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

/// <summary>The calendars ready to reckon with; made once per version of the document and shared.</summary>
internal sealed class WorkingTimes
{
    private readonly Dictionary<string, WorkingTime> _byId;

    public WorkingTimes(BusinessCalendars document)
    {
        _byId = document.Calendars.ToDictionary(c => c.Id, c => new WorkingTime(c));
        Default = _byId[document.DefaultCalendar];
    }

    public WorkingTime Default { get; }

    /// <summary>A calendar that was deleted meanwhile falls back to the default one: a deadline never disappears with its calendar.</summary>
    public WorkingTime this[string? id] => id is not null && _byId.TryGetValue(id, out var found) ? found : Default;
}
