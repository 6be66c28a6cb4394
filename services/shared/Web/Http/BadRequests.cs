using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ComplaintPlatform.Kernel;
using Microsoft.AspNetCore.Http;

namespace ComplaintPlatform.Web.Http;

/// <summary>
/// Tells what was wrong with a request that the framework could not bind. The framework says some of it only in its (English, invariant)
/// messages; a message that is not recognised still gives a 400, with less detail.
/// </summary>
internal static partial class BadRequests
{
    public static ProblemException Explain(BadHttpRequestException error, HttpContext context)
    {
        if (error.InnerException is JsonException json)
            return UnknownField().IsMatch(json.Message) && KeptBody.UnknownFields(context) is { Count: > 0 } unknown
                ? new ValidationProblemException("field.unknown", [.. unknown]) : Explain(json);
        if (error.StatusCode != StatusCodes.Status400BadRequest)
            return new ProblemException(error.StatusCode, ProblemWriter.CodeOf(error.StatusCode), RefusalTexts.Detail(error.StatusCode));
        if (NoBody().IsMatch(error.Message))
            return new ValidationProblemException("body.missing", ("", RefusalTexts.MissingBody));
        if (MissingParameter().Match(error.Message) is { Success: true } missing)
        {
            return missing.Groups[2].Value == "body"
                ? new ValidationProblemException("body.missing", ("", RefusalTexts.MissingBody))
                : new ValidationProblemException(
                    "parameter.missing", (JsonPointers.OfMember(missing.Groups[1].Value), RefusalTexts.MissingParameter));
        }

        if (UnreadableParameter().Match(error.Message) is { Success: true } unreadable)
            return new ValidationProblemException(
                "parameter.invalid", (JsonPointers.OfMember(unreadable.Groups[1].Value), RefusalTexts.InvalidParameter));
        return new ProblemException(400, "request.invalid", RefusalTexts.Detail(400));
    }

    public static ProblemException UnreadableForm() => new ValidationProblemException("form.malformed", ("", RefusalTexts.MalformedForm));

    public static ProblemException Explain(JsonException error)
    {
        var pointer = JsonPointers.OfJsonPath(error.Path);
        if (error is NullElementException hole)
        {
            var element = JsonPointers.Append(pointer, hole.Index.ToString(CultureInfo.InvariantCulture));
            return new ValidationProblemException("field.missing", (element, RefusalTexts.NullField));
        }

        if (error is InvalidJsonValueException)
            return new ValidationProblemException("field.invalid", (pointer, error.Message));
        // "Cannot transcode invalid UTF-8", "Cannot read incomplete UTF-16"; the same exception also stands for a number where a text
        // should be
        if (error.InnerException is InvalidOperationException inner && inner.Message.Contains("UTF-", StringComparison.Ordinal))
            return new ValidationProblemException("text.invalid", (pointer, RefusalTexts.InvalidText));
        if (error.Message.Contains("maximum configured depth", StringComparison.Ordinal))
            return new ValidationProblemException("json.too_deep", (pointer, RefusalTexts.TooDeep));
        if (error.InnerException is JsonException)
            return new ValidationProblemException("json.malformed", (pointer, RefusalTexts.MalformedJson));
        if (UnknownField().Match(error.Message) is { Success: true } unknown)
            return new ValidationProblemException("field.unknown", (WithName(pointer, unknown.Groups[1].Value), RefusalTexts.UnknownField));
        if (DuplicateField().Match(error.Message) is { Success: true } duplicate)
            return new ValidationProblemException(
                "field.duplicate", (WithName(pointer, duplicate.Groups[1].Value), RefusalTexts.DuplicateField));
        if (MissingFields().Match(error.Message) is { Success: true } missing)
        {
            return new ValidationProblemException(
                "field.missing", [.. Quoted().Matches(missing.Groups[1].Value)
                    .Select(name => (JsonPointers.Append(pointer, name.Groups[1].Value), RefusalTexts.MissingField))]);
        }

        if (NullField().IsMatch(error.Message))
            return new ValidationProblemException("field.missing", (pointer, RefusalTexts.NullField));
        return new ValidationProblemException("field.invalid", (pointer, RefusalTexts.InvalidValue));
    }

    private static string WithName(string pointer, string name)
    {
        const int enough = 100;
        var own = JsonPointers.Append("", name.Length > enough ? name[..enough] : name);
        return pointer.EndsWith(own, StringComparison.Ordinal) ? pointer : pointer + own;
    }

    [GeneratedRegex("^Implicit body inferred for parameter", RegexOptions.NonBacktracking)]
    private static partial Regex NoBody();

    [GeneratedRegex("^Required parameter \"(?:[^\"]+ )?([^\" ]+)\" was not provided from ([a-z ]+)\\.", RegexOptions.NonBacktracking)]
    private static partial Regex MissingParameter();

    [GeneratedRegex("^Failed to bind parameter \"(?:[^\"]+ )?([^\" ]+)\" from", RegexOptions.NonBacktracking)]
    private static partial Regex UnreadableParameter();

    [GeneratedRegex("^The JSON property '(.+)' could not be mapped to any", RegexOptions.NonBacktracking | RegexOptions.Singleline)]
    private static partial Regex UnknownField();

    [GeneratedRegex("^Duplicate property '(.+)' encountered", RegexOptions.NonBacktracking | RegexOptions.Singleline)]
    private static partial Regex DuplicateField();

    [GeneratedRegex("missing required properties including: (.+)$", RegexOptions.NonBacktracking)]
    private static partial Regex MissingFields();

    [GeneratedRegex("'([^']+)'", RegexOptions.NonBacktracking)]
    private static partial Regex Quoted();

    [GeneratedRegex("doesn't allow (setting )?null values", RegexOptions.NonBacktracking)]
    private static partial Regex NullField();
}
