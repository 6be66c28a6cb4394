using System.Text.Json;

namespace ComplaintPlatform.Web.Http;

/// <summary>
/// A refusal that the caller reads as a problem. The message may be written in two languages, <c>English | 中文</c>.
/// Extensions appear as further members of the problem.
/// </summary>
public class ProblemException(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    public string Code => code;

    public IReadOnlyDictionary<string, object?> Extensions { get; init; } = new Dictionary<string, object?>();

    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>Sent as <c>Retry-After</c>.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>A rule of the business forbids it: 409.</summary>
public sealed class DomainRuleException(string code, string message) : ProblemException(409, code, message)
{
    /// <param name="allowed">What may be done instead; the problem's <c>allowed</c>.</param>
    public DomainRuleException(string code, string message, params IEnumerable<string> allowed)
        : this(code, message) => Extensions = new Dictionary<string, object?> { ["allowed"] = allowed.ToArray() };
}

/// <summary>The request holds a value that only the handler could find wrong: 400 with a JSON pointer for each.</summary>
public sealed class ValidationProblemException : ProblemException
{
    public ValidationProblemException(params (string Pointer, string Message)[] errors)
        : this("request.invalid", errors)
    {
    }

    public ValidationProblemException(string code, params (string Pointer, string Message)[] errors)
        : base(400, code, RefusalTexts.Detail(400)) =>
        Errors = errors.GroupBy(error => error.Pointer)
            .ToDictionary(group => group.Key, group => group.Select(error => error.Message).ToArray());
}

/// <summary>What was asked for as a condition does not hold: 412; or was not sent where it must be: 428.</summary>
public sealed class PreconditionException : ProblemException
{
    private PreconditionException(int status, string code, string message)
        : base(status, code, message)
    {
    }

    public static PreconditionException Failed() => new(412, "precondition.failed", RefusalTexts.IfMatchStale);

    public static PreconditionException Required() => new(428, "precondition.required", RefusalTexts.IfMatchMissing);
}
