using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;

namespace ComplaintPlatform.Resolution.Learning;

/// <summary>Whose catalogue or figures a request is about.</summary>
internal static class StorefrontChoice
{
    /// <exception cref="ValidationProblemException">A caller of several storefronts named none.</exception>
    /// <exception cref="ProblemException">404 for a storefront of others.</exception>
    public static string Of(string? named, Caller caller)
    {
        var only = caller is { AllStorefronts: false, Storefronts.Count: 1 } ? caller.Storefronts[0] : null;
        var storefrontId = named ?? only ?? throw new ValidationProblemException(
            ("/storefrontId", "Name the storefront: your account is not bound to one. | 请指明店铺:当前账号未绑定唯一店铺。"));
        return caller.AllStorefronts || caller.Storefronts.Contains(storefrontId)
            ? storefrontId
            : throw new ProblemException(404, "storefront.not_found", "There is no such storefront. | 没有该店铺。");
    }
}
