using System.ComponentModel;
using System.Security.Claims;
using System.Text.Json.Serialization;
using ComplaintPlatform.Web.Security;

namespace ComplaintPlatform.Identity.Callers;

/// <summary>A caller whose credentials were accepted.</summary>
/// <param name="Principal">Not written: the memory learns an entry's size by writing it, and a principal refers to itself.</param>
/// <param name="IsMachine">Came with an API key.</param>
/// <param name="ReadsOnly">May change nothing, whatever its role may.</param>
/// <param name="ExpiresAt">When its credentials end by themselves.</param>
[ImmutableObject(true)]
public sealed record KnownCaller(Caller Caller, [property: JsonIgnore] ClaimsPrincipal Principal, bool IsMachine,
    bool ReadsOnly = false, DateTimeOffset? ExpiresAt = null)
{
    internal static KnownCaller Of(Caller caller, bool isMachine, bool readsOnly = false, DateTimeOffset? expiresAt = null) =>
        new(caller, caller.ToPrincipal("Gateway"), isMachine, readsOnly, expiresAt);
}
