using ComplaintPlatform.Web.Policies;

namespace ComplaintPlatform.Resolution.Policies;

/// <summary>Collects what is wrong with a policy document.</summary>
internal sealed class PolicyErrors
{
    private readonly List<PolicyError> _errors = [];

    public IReadOnlyList<PolicyError> All => _errors;

    /// <returns>Whether the condition held, so that checks which depend on it can be left out.</returns>
    public bool Require(bool condition, string pointer, string message)
    {
        if (!condition)
            _errors.Add(new PolicyError(pointer, message));
        return condition;
    }

    /// <summary>The serializer refuses null for a member, not for an item of a list.</summary>
    /// <returns>Whether every item is there.</returns>
    public bool RequireItems<T>(IReadOnlyList<T> items, string pointer)
    {
        var before = _errors.Count;
        for (var i = 0; i < items.Count; i++)
            Require(items[i] is not null, $"{pointer}/{i}", "Null is not an item. | 列表项不能为 null。");
        return _errors.Count == before;
    }

    public void Add(string prefix, IEnumerable<PolicyError> inner)
    {
        foreach (var error in inner)
            _errors.Add(error with { Pointer = prefix + error.Pointer });
    }

    public void RequireUnique<T>(IReadOnlyList<T> items, Func<T, object> key, string pointer, string what)
    {
        var seen = new HashSet<object>();
        for (var i = 0; i < items.Count; i++)
            Require(seen.Add(key(items[i])), $"{pointer}/{i}", $"{what} stands here twice. | 此项重复。");
    }

    public void RequireText(LocalizedText text, string pointer)
    {
        Require(text.Zh.Length is > 0 and <= 200, pointer + "/zh", "A text of 1 to 200 characters is needed. | 需要 1 至 200 个字符的文本。");
        Require(text.En.Length is > 0 and <= 200, pointer + "/en", "A text of 1 to 200 characters is needed. | 需要 1 至 200 个字符的文本。");
    }

    public void RequireId(string id, string pointer) =>
        Require(
            id.Length is > 0 and <= 64 && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-'),
            pointer,
            "An id has 1 to 64 lower-case letters, digits, '_' or '-'. | 编号由 1 至 64 个小写字母、数字、'_' 或 '-' 组成。");

    public void RequireCategory(string category, string pointer) =>
        Require(
            category.Length is > 0 and <= 100
                && category.Split('/').All(
                    part => part.Length > 0 && part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_')),
            pointer,
            "A category is written like 'logistics' or 'logistics/delay'. | 类别写作 'logistics' 或 'logistics/delay'。");
}
