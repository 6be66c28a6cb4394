using System.Text.Json;
using ComplaintPlatform.Load.Following;

namespace ComplaintPlatform.Load.Platform;

/// <summary>Takes from a list's answer only what the driver needs, without building the rest.</summary>
internal static class PageReader
{
    public static ListPage Complaints(ReadOnlyMemory<byte> json)
    {
        var items = new List<ListedComplaint>();
        var tail = Read(json.Span, (ref Utf8JsonReader reader) =>
        {
            Guid id = default;
            string? status = null, externalId = null;
            while (NextProperty(ref reader, out var name))
            {
                if (name == "id")
                    id = reader.GetGuid();
                else if (name == "status")
                    status = reader.GetString();
                else if (name == "externalId")
                    externalId = reader.GetString();
                else
                    reader.Skip();
            }

            items.Add(new ListedComplaint(id, Stages.OfStatus(status), status ?? "", externalId));
        });
        return new ListPage(items, tail.NextCursor, tail.Total);
    }

    public static EventPage Events(ReadOnlyMemory<byte> json)
    {
        var items = new List<FeedEvent>();
        string? last = null;
        var tail = Read(json.Span, (ref Utf8JsonReader reader) =>
        {
            var read = default(FeedEvent) with { Kind = "" };
            string? number = null;
            ReadEvent(ref reader, ref read, ref number);
            last = number ?? last;
            items.Add(read);
        });
        return new EventPage(items, last ?? tail.NextCursor);
    }

    private static void ReadEvent(ref Utf8JsonReader reader, ref FeedEvent read, ref string? number)
    {
        while (NextProperty(ref reader, out var name))
        {
            if (name is "sequence" && reader.TokenType == JsonTokenType.Number)
                number ??= reader.GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture);
            else if (name is "kind" or "type" && reader.TokenType == JsonTokenType.String)
                read = read.Kind.Length > 0 ? read : read with { Kind = reader.GetString()! };
            else if (name is "complaintId" && reader.TokenType == JsonTokenType.String)
                read = read.ComplaintId == default ? read with { ComplaintId = reader.GetGuid() } : read;
            else if (name is "at" or "occurredAt" or "timestamp" && reader.TokenType == JsonTokenType.String)
                read = read.At is null ? read with { At = reader.GetDateTimeOffset() } : read;
            else if (name is "data" && reader.TokenType == JsonTokenType.StartObject)
                ReadEvent(ref reader, ref read, ref number); // a webhook's envelope keeps the facts one level down
            else
                reader.Skip();
        }
    }

    private delegate void ItemRead(ref Utf8JsonReader reader);

    private static (string? NextCursor, long? Total) Read(ReadOnlySpan<byte> json, ItemRead readItem)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        string? nextCursor = null;
        long? total = null;
        while (NextProperty(ref reader, out var name))
        {
            if (name == "items")
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                    readItem(ref reader);
            }
            else if (name == "nextCursor" && reader.TokenType == JsonTokenType.String)
            {
                nextCursor = reader.GetString();
            }
            else if (name == "total" && reader.TokenType == JsonTokenType.Number)
            {
                total = reader.GetInt64();
            }
            else
            {
                reader.Skip();
            }
        }

        return (nextCursor, total);
    }

    /// <summary>Moves to the value of the next property of the object that is being read; false at its end.</summary>
    private static bool NextProperty(ref Utf8JsonReader reader, out string name)
    {
        name = "";
        if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
            return false;

        name = reader.GetString()!;
        reader.Read();
        return true;
    }
}

internal sealed record ListPage(IReadOnlyList<ListedComplaint> Items, string? NextCursor, long? Total);

/// <param name="Last">What to ask for next: the highest number on the page.</param>
internal sealed record EventPage(IReadOnlyList<FeedEvent> Items, string? Last);

internal readonly record struct FeedEvent(string Kind, Guid ComplaintId, DateTimeOffset? At);
