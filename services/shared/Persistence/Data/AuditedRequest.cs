using System.Text.Json;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace ComplaintPlatform.Persistence.Data;

/// <summary>
/// A request that may change something. It stands in the request's <see cref="TenantScope"/>, and the first commit of the request writes
/// it down together with the change.
/// </summary>
public sealed class AuditedRequest
{
    private const int MostChanges = 12;
    private const int MostFields = 20;

    private readonly TimeProvider _clock;
    private AuditEntry? _entry;
    private bool _isDurable, _isSkipped;

    internal AuditedRequest(string action, string target, string traceId, byte[] key, TimeProvider clock) =>
        (Action, Target, TraceId, Key, _clock) = (action, target, traceId, key, clock);

    internal string Action { get; }

    internal string Target { get; }

    internal string TraceId { get; }

    internal byte[] Key { get; }

    internal string ActorId { get; private set; } = "";

    internal string ActorName { get; private set; } = "";

    internal string Role { get; private set; } = "";

    internal int? Status { get; private set; }

    internal string? Refusal { get; private set; }

    /// <summary>Where nothing that is changed says whose it is.</summary>
    internal string FallbackStorefront { get; private set; } = EventScope.Installation;

    /// <summary>Who it is; for requests that prove it only on the way, such as a sign-in.</summary>
    public AuditedRequest By(string actorId, string actorName, string role, IReadOnlyList<string> storefronts)
    {
        (ActorId, ActorName, Role) = (actorId, actorName, role);
        FallbackStorefront = storefronts is [var only] ? only : EventScope.Installation;
        return this;
    }

    /// <summary>What is committed is the trace of a refusal.</summary>
    public void Refused(int status, string code) => (Status, Refusal) = (status, code);

    /// <summary>What is committed is about nobody.</summary>
    public void Skip() => _isSkipped = true;

    internal void Done(int status) => (Status, Refusal) = (status, null);

    internal bool IsWritten => _entry is not null && _isDurable;

    internal AuditEntry RefusalEntry() => AuditEntry.Of(this, FallbackStorefront, null, "[]", _clock.GetUtcNow());

    /// <summary>Before every write; a group of writers may be written more than once.</summary>
    internal void AddTo(ServiceDbContext db)
    {
        if (_isSkipped || _isDurable || (_entry is not null && db.Entry(_entry).State is not EntityState.Detached))
            return;
        List<EntityEntry> changed = [.. db.ChangeTracker.Entries().Where(IsChange)];
        if (changed.Count == 0)
            return;

        var storefronts = changed.Select(StorefrontOf).OfType<string>().Where(id => id != EventScope.Installation).Distinct().ToList();
        var complaint = changed.Select(row => (row.Entity as OutboxMessage)?.ComplaintId).FirstOrDefault(id => id is not null);
        var changes = changed.Where(row => row.Entity is not OutboxMessage).Take(MostChanges).Select(Describe);
        _entry = AuditEntry.Of(
            this, storefronts is [var only] ? only : storefronts.Count == 0 ? FallbackStorefront : EventScope.Installation, complaint,
            JsonSerializer.Serialize(changes, JsonDefaults.Options), _clock.GetUtcNow());
        db.Add(_entry);
    }

    internal void Committed() => _isDurable = _entry is not null;

    private static bool IsChange(EntityEntry row) => row.State is EntityState.Added or EntityState.Modified or EntityState.Deleted
        && row.Entity is not (InboxEntry or IdempotentAnswer or AuditEntry);

    private static string? StorefrontOf(EntityEntry row) => row.Entity switch
    {
        IStorefrontOwned owned => owned.StorefrontId,
        OutboxMessage message => message.StorefrontId,
        IConcernsStorefront concerned => concerned.ConcernedStorefront,
        _ => null,
    };

    private static AuditedChange Describe(EntityEntry row) => new(
        row.Metadata.ClrType.Name,
        // Other keys may be names of people
        row.Metadata.FindPrimaryKey()?.Properties is [{ ClrType: var type } key] && type == typeof(Guid)
            ? (Guid?)row.Property(key).CurrentValue : null,
        EnumText.Of(row.State),
        row.State is EntityState.Modified
            ? [.. row.Properties.Where(field => field.IsModified && field.Metadata.Name != "Version").Take(MostFields)
                .Select(field => JsonNamingPolicy.CamelCase.ConvertName(field.Metadata.Name))]
            : []);
}

/// <summary>A row that a request changed.</summary>
/// <param name="Row">What kind of row, such as <c>User</c>.</param>
/// <param name="Id">Its id, where it is a GUID.</param>
/// <param name="Change">added, modified or deleted.</param>
/// <param name="Fields">Names of the fields that were changed; their values stand nowhere here.</param>
public sealed record AuditedChange(string Row, Guid? Id, string Change, IReadOnlyList<string> Fields);

/// <summary>A row about a storefront that queries do not find by it.</summary>
public interface IConcernsStorefront
{
    /// <summary><c>null</c> where it is about several, or about none.</summary>
    string? ConcernedStorefront { get; }
}
