using System.Globalization;
using System.Text.RegularExpressions;
using ComplaintPlatform.Kernel;

namespace ComplaintPlatform.Web.Http;

/// <summary>Texts of refusals, each in both languages (<see cref="Texts"/>).</summary>
internal static partial class RefusalTexts
{
    internal const string MalformedJson = "This is not valid JSON. | 不是有效的 JSON。";
    internal const string TooDeep = "The JSON is nested too deeply. | JSON 嵌套过深。";
    internal const string UnknownField = "This field is not known. | 未知字段。";
    internal const string DuplicateField = "This field stands here twice. | 字段重复。";
    internal const string MissingField = "This field is required. | 必填字段。";
    internal const string NullField = "This field must not be null. | 不能为 null。";
    internal const string InvalidValue = "This value is not allowed here. | 此处不允许该值。";
    internal const string InvalidText = "This text holds characters that are not valid Unicode. | 文本包含无效的 Unicode 字符。";
    internal const string MalformedForm = "This form cannot be read. | 表单无法读取。";
    internal const string UnknownParameter = "This parameter is not known here; known are: {0}. | 未知参数,可用参数:{0}。";
    internal const string NoParameters = "This parameter is not known here; there are none. | 未知参数,此处不接受任何查询参数。";
    internal const string DuplicateParameter = "This parameter takes one value and stands here twice. | 该参数只接受一个值,但出现了多次。";
    internal const string MissingBody = "A request body is required. | 需要请求体。";
    internal const string MissingParameter = "This parameter is required. | 必填参数。";
    internal const string InvalidParameter = "This parameter cannot be read. | 参数无法识别。";
    internal const string ControlCharacters = "Control characters are not allowed here. | 不允许包含控制字符。";
    internal const string PageLimit = "Must be a whole number from 1 to 100. | 必须是 1 到 100 的整数。";
    internal const string PageCount = "Must be true or false. | 必须是 true 或 false。";
    internal const string CursorInvalid = "The cursor does not belong to this list and filter. | 游标不属于该列表或筛选条件。";
    internal const string IfMatchMissing = "This change needs If-Match with the ETag that was read. | 此修改需要 If-Match 请求头,其值为读取时的 ETag。";
    internal const string IfMatchMalformed = "If-Match is not a list of entity tags. | If-Match 不是有效的实体标签列表。";
    internal const string IfMatchStale = "The resource was changed since it was read. Read it again. | 资源在读取之后已被修改,请重新读取。";
    internal const string IdempotencyKeyInvalid =
        "Idempotency-Key must be 1 to 255 visible ASCII characters. | Idempotency-Key 必须是 1 到 255 个可见 ASCII 字符。";
    internal const string IdempotencyKeyReused = "This Idempotency-Key was used with another body. | 该 Idempotency-Key 已用于不同的请求体。";
    internal const string IdempotencyKeyInProgress =
        "The first request with this Idempotency-Key is still running. | 使用该 Idempotency-Key 的首个请求仍在处理中。";
    internal const string ConcurrencyConflict = "Somebody else changed this at the same moment. Read it again. | 该资源刚被他人修改,请重新读取后再试。";

    /// <summary>Both languages of the messages that the framework's own validation attributes write in English only.</summary>
    internal static string OfValidation(string message)
    {
        if (message.Contains(Texts.Between, StringComparison.Ordinal))
            return message;
        foreach (var (pattern, text) in FrameworkMessages)
        {
            if (pattern.Match(message) is { Success: true } match)
                return string.Format(CultureInfo.InvariantCulture, text,
                    [.. match.Groups.Values.Skip(1).Select(group => (object)group.Value)]);
        }

        return message;
    }

    internal static string Title(int status) =>
        Titles.GetValueOrDefault(status, status < 500 ? "Bad Request | 请求有误" : "Server Error | 服务器错误");

    internal static string Detail(int status) => Details.GetValueOrDefault(status) ?? Title(status);

    private static readonly Dictionary<int, string> Titles = new()
    {
        [400] = "Bad Request | 请求有误",
        [401] = "Unauthorized | 未认证",
        [403] = "Forbidden | 无权限",
        [404] = "Not Found | 未找到",
        [405] = "Method Not Allowed | 不支持的请求方法",
        [406] = "Not Acceptable | 无法提供所要求的格式",
        [408] = "Request Timeout | 请求超时",
        [409] = "Conflict | 冲突",
        [410] = "Gone | 已失效",
        [411] = "Length Required | 需要内容长度",
        [412] = "Precondition Failed | 前提条件不满足",
        [413] = "Content Too Large | 请求体过大",
        [414] = "URI Too Long | 地址过长",
        [415] = "Unsupported Media Type | 不支持的媒体类型",
        [416] = "Range Not Satisfiable | 范围无法满足",
        [422] = "Unprocessable Content | 无法处理的内容",
        [428] = "Precondition Required | 需要前提条件",
        [429] = "Too Many Requests | 请求过于频繁",
        [431] = "Request Header Fields Too Large | 请求头过大",
        [500] = "Server Error | 服务器错误",
        [501] = "Not Implemented | 不支持",
        [502] = "Bad Gateway | 上游服务出错",
        [503] = "Service Unavailable | 服务暂不可用",
        [504] = "Gateway Timeout | 上游服务超时",
        [507] = "Insufficient Storage | 存储空间不足",
    };

    private static readonly Dictionary<int, string> Details = new()
    {
        [400] = "The request has errors. | 请求存在错误。",
        [401] = "Sign in, or send an API key. | 请先登录或提供 API 密钥。",
        [403] = "Your role does not allow this. | 您的角色无权执行此操作。",
        [404] = "There is nothing here, or it is not yours to see. | 资源不存在,或您无权查看。",
        [405] = "This address does not know that method; Allow names those it knows. | 该地址不支持此方法,可用方法见 Allow 响应头。",
        [413] = "The request body is larger than allowed. | 请求体超过允许的大小。",
        [415] = "Send JSON: Content-Type application/json. | 请使用 JSON:Content-Type 为 application/json。",
        [429] = "Too many requests; wait for Retry-After seconds. | 请求过于频繁,请按 Retry-After 秒数等待。",
        [500] = "Something went wrong on our side. The trace id finds it in the log. | 服务端发生错误,可凭 traceId 在日志中查找。",
        [503] = "Something this depends on does not answer; try again after Retry-After seconds. | 依赖的服务暂无响应,请在 Retry-After 秒后重试。",
        [507] = "There is no space left to store this; nothing was recorded. | 存储空间不足,未保存任何内容。",
    };

    private static readonly (Regex Pattern, string Text)[] FrameworkMessages =
    [
        (Required(), "This field is required. | 必填字段。"),
        (StringBetween(), "Must have {0} to {1} characters. | 长度必须为 {0} 到 {1} 个字符。"),
        (StringAtMost(), "Must have at most {0} characters. | 最多 {0} 个字符。"),
        (ListBetween(), "Must have {0} to {1} entries or characters. | 数量或长度必须在 {0} 到 {1} 之间。"),
        (ListAtMost(), "Must have at most {0} entries or characters. | 数量或长度不能超过 {0}。"),
        (ListAtLeast(), "Must have at least {0} entries or characters. | 数量或长度不能少于 {0}。"),
        (NumberBetween(), "Must lie between {0} and {1}. | 必须在 {0} 到 {1} 之间。"),
        (Email(), "Must be an email address. | 必须是有效的电子邮件地址。"),
        (Address(), "Must be a full http or https address. | 必须是完整的 http 或 https 地址。"),
        (Shape(), "Does not have the required form. | 格式不符合要求。"),
        (Allowed(), "Is none of the allowed values. | 不是允许的值。"),
    ];

    [GeneratedRegex(@"^The .+ field is required\.$", RegexOptions.NonBacktracking)]
    private static partial Regex Required();

    [GeneratedRegex(@"^The field .+ must be a string with a minimum length of (\d+) and a maximum length of (\d+)\.$",
        RegexOptions.NonBacktracking)]
    private static partial Regex StringBetween();

    [GeneratedRegex(@"^The field .+ must be a string with a maximum length of (\d+)\.$", RegexOptions.NonBacktracking)]
    private static partial Regex StringAtMost();

    [GeneratedRegex(@"^The field .+ must be a string or collection type with a minimum length of '?(\d+)'? and maximum length of '?(\d+)'?\.$", RegexOptions.NonBacktracking)]
    private static partial Regex ListBetween();

    [GeneratedRegex(@"^The field .+ must be a string or array type with a maximum length of '(\d+)'\.$", RegexOptions.NonBacktracking)]
    private static partial Regex ListAtMost();

    [GeneratedRegex(@"^The field .+ must be a string or array type with a minimum length of '(\d+)'\.$", RegexOptions.NonBacktracking)]
    private static partial Regex ListAtLeast();

    [GeneratedRegex(@"^The field .+ must be between (\S+)(?: exclusive)? and (\S+?)(?: exclusive)?\.$", RegexOptions.NonBacktracking)]
    private static partial Regex NumberBetween();

    [GeneratedRegex(@"^The .+ field is not a valid e-mail address\.$", RegexOptions.NonBacktracking)]
    private static partial Regex Email();

    [GeneratedRegex(@"^The .+ field is not a valid fully-qualified http, https, or ftp URL\.$", RegexOptions.NonBacktracking)]
    private static partial Regex Address();

    [GeneratedRegex(@"^The field .+ must match the regular expression '.*'\.$", RegexOptions.NonBacktracking | RegexOptions.Singleline)]
    private static partial Regex Shape();

    [GeneratedRegex(@"^The .+ field does not equal any of the values specified in AllowedValuesAttribute\.$", RegexOptions.NonBacktracking)]
    private static partial Regex Allowed();
}
