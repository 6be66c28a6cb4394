using ComplaintPlatform.Intake.Register;
using ComplaintPlatform.Web.Http;

namespace ComplaintPlatform.Intake.Complaints;

/// <summary>The orders of the list; a minus in front turns one round.</summary>
internal sealed record ComplaintSort(string Key, bool Descending)
{
    private static readonly string[] Keys = ["receivedAt", "due", "severity", "amount", "lastChangedAt"];

    /// <param name="text"><c>null</c> for the latest first.</param>
    public static ComplaintSort Of(string? text)
    {
        var key = (text ?? "-receivedAt").TrimStart('-');
        return Keys.Contains(key) && (text is null || text == key || text == "-" + key)
            ? new ComplaintSort(key, text is null || text[0] == '-')
            : throw ComplaintFilter.Refused("sort", Keys.Concat(Keys.Select(name => "-" + name)));
    }

    public IQueryable<RegisterEntry> Page(IQueryable<RegisterEntry> rows, PageRequest page) => Key switch
    {
        "due" => rows.PageBy(page, row => row.DueSort, row => row.Id, Descending),
        "severity" => rows.PageBy(page, row => row.SeverityRank, row => row.Id, Descending),
        "amount" => rows.PageBy(page, row => row.AmountSort, row => row.Id, Descending),
        "lastChangedAt" => rows.PageBy(page, row => row.LastChangedAt, row => row.Id, Descending),
        _ => rows.PageBy(page, row => row.ReceivedAt, row => row.Id, Descending),
    };

    /// <summary>All rows in order, for a stream.</summary>
    public IQueryable<RegisterEntry> Order(IQueryable<RegisterEntry> rows) => (Key, Descending) switch
    {
        ("due", false) => rows.OrderBy(row => row.DueSort).ThenBy(row => row.Id),
        ("due", true) => rows.OrderByDescending(row => row.DueSort).ThenByDescending(row => row.Id),
        ("severity", false) => rows.OrderBy(row => row.SeverityRank).ThenBy(row => row.Id),
        ("severity", true) => rows.OrderByDescending(row => row.SeverityRank).ThenByDescending(row => row.Id),
        ("amount", false) => rows.OrderBy(row => row.AmountSort).ThenBy(row => row.Id),
        ("amount", true) => rows.OrderByDescending(row => row.AmountSort).ThenByDescending(row => row.Id),
        ("lastChangedAt", false) => rows.OrderBy(row => row.LastChangedAt).ThenBy(row => row.Id),
        ("lastChangedAt", true) => rows.OrderByDescending(row => row.LastChangedAt).ThenByDescending(row => row.Id),
        (_, false) => rows.OrderBy(row => row.ReceivedAt).ThenBy(row => row.Id),
        _ => rows.OrderByDescending(row => row.ReceivedAt).ThenByDescending(row => row.Id),
    };

    public PageCursor CursorOf(RegisterEntry row) => Key switch
    {
        "due" => PageCursor.Of(row.DueSort, row.Id),
        "severity" => PageCursor.Of(row.SeverityRank, row.Id),
        "amount" => PageCursor.Of(row.AmountSort, row.Id),
        "lastChangedAt" => PageCursor.Of(row.LastChangedAt, row.Id),
        _ => PageCursor.Of(row.ReceivedAt, row.Id),
    };
}
