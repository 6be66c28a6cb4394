using System.ComponentModel;
using System.Security.Claims;
using System.Text.Json.Serialization;
using ComplaintPlatform.Web.Security;

namespace ComplaintPlatform.Identity.Callers;

/// <summary>A caller whose credentials were accepted.</summary>
/// <param name="Principal">Not written: the memory learns an entry's size by writing it, and a principal refers to itself.</param>
/// <param name="IsMachine">Came with an API key.</param>
[ImmutableObject(true)]
public sealed record KnownCaller(Caller Caller, [property: JsonIgnore] ClaimsPrincipal Principal, bool IsMachine)
{
    internal static KnownCaller Of(Caller caller, bool isMachine) => new(caller, caller.ToPrincipal("Gateway"), isMachine);
}
