using System.Security.Claims;
using ComplaintPlatform.Web.Security;

namespace ComplaintPlatform.Identity.Callers;

/// <summary>A caller whose credentials were accepted.</summary>
/// <param name="IsMachine">Came with an API key.</param>
public sealed record KnownCaller(Caller Caller, ClaimsPrincipal Principal, bool IsMachine)
{
    internal static KnownCaller Of(Caller caller, bool isMachine) => new(caller, caller.ToPrincipal("Gateway"), isMachine);
}
