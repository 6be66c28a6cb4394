using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Resolution.Contacts;

/// <summary><see cref="Internal"/> is a note among staff.</summary>
public enum ContactDirection { Incoming, Outgoing, Internal }

public enum ContactChannel { Phone, Email, Chat, Sms, App, Web, InPerson, Letter, Social, Other }

/// <summary>Who spoke with the customer, when, how, and what came of it.</summary>
internal sealed class Contact : IStorefrontOwned
{
    private Contact()
    {
    }

    public Guid Id { get; private init; }

    public Guid CaseId { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public int Cycle { get; private init; }

    /// <summary>When it took place; deadlines go by <see cref="RecordedAt"/>, so that none is met afterwards.</summary>
    public DateTimeOffset At { get; private init; }

    public DateTimeOffset RecordedAt { get; private init; }

    public ContactDirection Direction { get; private init; }

    public ContactChannel Channel { get; private init; }

    public string? Text { get; private init; }

    public string? Outcome { get; private init; }

    public string? NextStep { get; private init; }

    public bool AwaitsCustomer { get; private init; }

    public Guid? AgentId { get; private init; }

    [FreeText]
    public string? AgentName { get; private init; }

    /// <summary>Says something: an empty entry proves no contact.</summary>
    public bool HasSubstance => Says(Text) || Says(Outcome);

    /// <summary>Letters or digits of any script; punctuation and signs prove nothing.</summary>
    internal const int LeastSaid = 2;

    internal static bool Says(string? text) => text is not null && text.Count(char.IsLetterOrDigit) >= LeastSaid;

    public static Contact Log(Cases.Case theCase, LogContactRequest request, Guid? agentId, string agentName, DateTimeOffset now) => new()
    {
        Id = SequentialId.Next(),
        CaseId = theCase.Id,
        StorefrontId = theCase.StorefrontId,
        Cycle = theCase.Cycle,
        At = request.At ?? now,
        RecordedAt = now,
        Direction = request.Direction,
        Channel = request.Channel,
        Text = request.Text,
        Outcome = request.Outcome,
        NextStep = request.NextStep,
        AwaitsCustomer = request.AwaitsCustomer,
        AgentId = agentId,
        AgentName = agentName,
    };

    /// <summary>What the customer wrote by another way than to an agent.</summary>
    public static Contact FromCustomer(Cases.Case theCase, string text, DateTimeOffset now) =>
        Log(theCase, new LogContactRequest(ContactDirection.Incoming, ContactChannel.Web, text), null, TenantScope.CustomerActor, now);

    public static Contact Note(Cases.Case theCase, string text, Guid? agentId, string agentName, DateTimeOffset now) =>
        Log(theCase, new LogContactRequest(ContactDirection.Internal, ContactChannel.Other, text), agentId, agentName, now);

    public static void Map(EntityTypeBuilder<Contact> table)
    {
        table.ToTable("Contacts");
        table.Property(row => row.Text).HasMaxLength(4000);
        table.Property(row => row.Outcome).HasMaxLength(1000);
        table.Property(row => row.NextStep).HasMaxLength(1000);
        table.HasIndex(row => row.CaseId);
    }
}
