using System.Buffers;
using System.Collections.Concurrent;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Intake.Register;

/// <summary>
/// One fact on the timeline of a complaint, and in the change feed of its storefront. Entries are only ever added: <see cref="Sequence"/>
/// is the order of recording, <see cref="At"/> that of happening. Each entry's hash covers the one before it. Words of a person stand
/// apart, and the hash covers their digest under a key that is erased with them, so that the chain still proves itself after an erasure.
/// </summary>
internal sealed class TimelineEntry : IStorefrontOwned
{
    private static readonly string[] Envelope =
        ["eventId", "occurredAt", "storefrontId", "complaintId", "version", "actor", "trackingTokenHash"];

    private static readonly ConcurrentDictionary<Type, ErasableNames> Erasable = new();
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private TimelineEntry()
    {
    }

    /// <summary>The event's id: one event stands here once.</summary>
    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public Guid ComplaintId { get; private init; }

    /// <summary>From 1, without gaps, per complaint.</summary>
    public int Sequence { get; private set; }

    /// <summary>From 1, without gaps, per storefront.</summary>
    public long FeedNumber { get; private set; }

    public DateTimeOffset At { get; private init; }

    public string Service { get; private init; } = "";

    /// <summary>Such as <c>complaint_received</c>.</summary>
    public string Kind { get; private init; } = "";

    public string Actor { get; private init; } = "";

    /// <summary>The event's facts as a JSON object, without words of a person.</summary>
    public string Data { get; private init; } = "";

    /// <summary>Words of a person as a JSON object, or <c>null</c>: none, or erased.</summary>
    public string? Words { get; private set; }

    public byte[]? WordsKey { get; private set; }

    /// <summary>HMAC-SHA256 of the words under their key; empty where there never were any.</summary>
    public string WordsDigest { get; private init; } = "";

    /// <summary>SHA-256, lower-case hexadecimal.</summary>
    public string Hash { get; private set; } = "";

    /// <param name="payload">The event as JSON.</param>
    public static TimelineEntry Of(IComplaintEvent complaintEvent, string payload)
    {
        var type = complaintEvent.GetType();
        var wireName = EventCatalogue.WireName(type).Split('.');
        var (facts, text) = Split(payload, Erasable.GetOrAdd(type, NamesOf));
        var key = text is null ? null : RandomNumberGenerator.GetBytes(16);
        return new TimelineEntry
        {
            Id = complaintEvent.EventId,
            StorefrontId = complaintEvent.StorefrontId,
            ComplaintId = complaintEvent.ComplaintId,
            At = complaintEvent.OccurredAt,
            Service = wireName[0],
            Kind = wireName[1].Replace('-', '_'),
            Actor = complaintEvent.Actor ?? TenantScope.SystemActor,
            Data = facts,
            Words = text,
            WordsKey = key,
            WordsDigest = text is null ? "" : Digest(key!, text),
        };
    }

    /// <summary>Whether it holds words of a person, and not only places for some.</summary>
    public bool HoldsWords => Words is { } words && JsonNode.Parse(words)!.AsObject().Any(word => word.Value is not null);

    /// <summary>Its customer is erased already: the words go before they are written, and their digest stays in the chain.</summary>
    public void ForgetWords() => (Words, WordsKey) = (null, null);

    public void Append(int sequence, long feedNumber, string previousHash)
    {
        Sequence = sequence;
        FeedNumber = feedNumber;
        Hash = ComputeHash(previousHash);
    }

    /// <summary>Whether the entry is unchanged and stands behind the one with <paramref name="previousHash"/>.</summary>
    public bool IsIntact(string previousHash) =>
        Hash == ComputeHash(previousHash) && (Words is null || (WordsKey is not null && WordsDigest == Digest(WordsKey, Words)));

    // The values are taken over as they stand: an event carries its text once, and it is long
    private static (string Facts, string? Words) Split(string payload, ErasableNames erasable)
    {
        var json = Encoding.UTF8.GetBytes(payload);
        var (facts, words) = (new ArrayBufferWriter<byte>(json.Length), new ArrayBufferWriter<byte>());
        using (var factsWriter = new Utf8JsonWriter(facts, Relaxed))
        using (var wordsWriter = new Utf8JsonWriter(words, Relaxed))
        {
            factsWriter.WriteStartObject();
            var reader = new Utf8JsonReader(json);
            reader.Read();
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                if (InnerOf(erasable, in reader) is { } inner)
                {
                    SplitInner(ref reader, json, inner, factsWriter, wordsWriter);
                    continue;
                }

                var target = IsOneOf(Envelope, in reader) ? null : IsOneOf(erasable.Own, in reader) ? wordsWriter : factsWriter;
                if (target == wordsWriter && wordsWriter.CurrentDepth == 0)
                    wordsWriter.WriteStartObject();
                target?.WritePropertyName(reader.ValueSpan);
                CopyValue(ref reader, json, target);
            }

            factsWriter.WriteEndObject();
            if (wordsWriter.CurrentDepth > 0)
                wordsWriter.WriteEndObject();
        }

        return (Encoding.UTF8.GetString(facts.WrittenSpan), words.WrittenCount == 0 ? null : Encoding.UTF8.GetString(words.WrittenSpan));
    }

    // A record within the event: what leads to a person goes to the words, under the record's own name
    private static void SplitInner(
        ref Utf8JsonReader reader, byte[] json, string[] erasable, Utf8JsonWriter facts, Utf8JsonWriter words)
    {
        var name = reader.ValueSpan;
        facts.WritePropertyName(name);
        reader.Read();
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            facts.WriteNullValue();
            return;
        }

        facts.WriteStartObject();
        var isOpen = false;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isErasable = IsOneOf(erasable, in reader);
            var property = reader.ValueSpan;
            var ahead = reader;
            ahead.Read();
            // What was not told is no word of anybody
            if (!isErasable || ahead.TokenType is JsonTokenType.Null)
            {
                facts.WritePropertyName(property);
                CopyValue(ref reader, json, facts);
                continue;
            }

            if (!isOpen)
            {
                if (words.CurrentDepth == 0)
                    words.WriteStartObject();
                words.WritePropertyName(name);
                words.WriteStartObject();
                isOpen = true;
            }

            words.WritePropertyName(property);
            CopyValue(ref reader, json, words);
        }

        facts.WriteEndObject();
        if (isOpen)
            words.WriteEndObject();
    }

    private static void CopyValue(ref Utf8JsonReader reader, byte[] json, Utf8JsonWriter? target)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        target?.WriteRawValue(json.AsSpan(start, (int)reader.BytesConsumed - start), skipInputValidation: true);
    }

    private static string[]? InnerOf(ErasableNames erasable, in Utf8JsonReader property)
    {
        foreach (var (name, inner) in erasable.Inner)
        {
            if (property.ValueTextEquals(name))
                return inner;
        }

        return null;
    }

    private static bool IsOneOf(string[] names, in Utf8JsonReader property)
    {
        foreach (var name in names)
        {
            if (property.ValueTextEquals(name))
                return true;
        }

        return false;
    }

    private static ErasableNames NamesOf(Type type) => new(
        OwnOf(type),
        [
            .. type.GetProperties().Where(property => !property.IsDefined(typeof(ErasableAttribute)) && property.PropertyType is { IsClass: true } inner
                && inner.Assembly == type.Assembly && OwnOf(inner).Length > 0)
                .Select(property => (JsonNamingPolicy.CamelCase.ConvertName(property.Name), OwnOf(property.PropertyType))),
        ]);

    private static string[] OwnOf(Type type) =>
    [
        .. type.GetProperties().Where(property => property.GetCustomAttribute<ErasableAttribute>() is not null)
            .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)),
    ];

    private sealed record ErasableNames(string[] Own, (string Name, string[] Own)[] Inner);

    private static string Digest(byte[] key, string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));

    private string ComputeHash(string previousHash)
    {
        // No part holds a newline: data is JSON, in which it is escaped, and the others are names and numbers
        var content = string.Join(
            '\n', previousHash, Sequence, Id.ToString("N"), ComplaintId.ToString("N"), At.UtcTicks, Service, Kind,
            JsonEncodedText.Encode(Actor), Data, WordsDigest);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
    }

    public static void Map(EntityTypeBuilder<TimelineEntry> table)
    {
        table.ToTable("Timeline");
        table.Ignore(row => row.HoldsWords);
        table.Property(row => row.Kind).HasMaxLength(60);
        table.Property(row => row.Service).HasMaxLength(20);
        table.Property(row => row.Data).HasMaxLength(-1);
        table.Property(row => row.Words).HasMaxLength(-1);
        table.Property(row => row.WordsKey).HasMaxLength(16);
        table.Property(row => row.WordsDigest).HasMaxLength(64);
        table.Property(row => row.Hash).HasMaxLength(64);
        table.HasIndex(row => new { row.ComplaintId, row.Sequence }).IsUnique();
        table.HasIndex(row => new { row.StorefrontId, row.FeedNumber }).IsUnique();
    }
}

internal static class TimelineJson
{
    public static readonly JsonSerializerOptions Options =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
