using ComplaintPlatform.Contracts;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Customers;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Deadlines;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Storefronts;

/// <summary>What customers can count on, as the policies in force say.</summary>
/// <param name="FirstResponseAtLatest">By the clock, whatever else holds.</param>
/// <param name="ChannelNames">The channels in words, in the same order.</param>
public sealed record ServiceStandards(
    string? Storefront, IReadOnlyList<StandardDeadline> Deadlines, string FirstResponseAtLatest, IReadOnlyList<string> Steps,
    IReadOnlyList<string> Channels, IReadOnlyList<string> ChannelNames);

/// <param name="Urgency"><c>null</c>: all.</param>
/// <param name="Name">Which complaints they are, in words.</param>
/// <param name="FirstResponse">In words.</param>
/// <param name="Resolution">In words.</param>
/// <param name="Acknowledgement">In words; <c>null</c> where nothing is promised.</param>
/// <param name="NextResponse">After each later word of the customer, in words.</param>
/// <param name="ProgressUpdate">How often the customer hears how far it is, in words.</param>
public sealed record StandardDeadline(
    Urgency? Urgency, CustomerType? CustomerType, string? Category, int FirstResponseMinutes, string FirstResponse, int ResolutionMinutes,
    DeadlineClockKind ResolutionClock, string Resolution, string? Acknowledgement, string? NextResponse, string? ProgressUpdate, string Name);

/// <summary>How soon customers hear from the house and are helped, by urgency, as the policies in force say. Public.</summary>
internal static class GetServiceStandards
{
    private static readonly LocalizedText[] Steps =
    [
        new("受理并分类", "We receive and classify your complaint"),
        new("专人负责并首次联系您", "Somebody takes charge and contacts you"),
        new("提出解决方案,由您选择", "We offer solutions, you choose"),
        new("按承诺执行", "We do what we promised"),
        new("回访确认是否解决", "We ask whether it is solved"),
        new("邀请您评价", "We ask for your opinion"),
    ];

    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/service-standards", HandleAsync).WithName(nameof(GetServiceStandards)).AllowLinkHolders();

    internal static async Task<Results<Ok<ServiceStandards>, NotFoundProblem>> HandleAsync(
        string? storefront, RequestLanguage language, ResolutionDbContext db, PolicyShelf shelf, CancellationToken ct)
    {
        var name = storefront is null ? null : await db.StorefrontSettings.AsNoTracking().Where(row => row.Id == storefront)
            .Select(row => row.Name).FirstOrDefaultAsync(ct);
        if (storefront is not null && name is null)
            return Problems.NotFound("storefront.not_found");
        var policies = await shelf.ForAsync(db, storefront ?? EventScope.Installation, ct);
        return TypedResults.Ok(new ServiceStandards(
            name,
            [.. policies.Deadlines.Rules.Select(rule => new StandardDeadline(
                rule.Urgency, rule.CustomerType, rule.Category, rule.FirstResponse.Minutes, Words(rule.FirstResponse, language),
                rule.Resolution.Minutes, rule.Resolution.Clock,
                Words(rule.Resolution, language), WordsOrNone(rule.Acknowledgement, language), WordsOrNone(rule.NextResponse, language),
                WordsOrNone(rule.ProgressUpdate, language),
                CustomerWords.Complaints(rule.Urgency, rule.CustomerType).In(language.Language.Tag)))],
            CustomerWords.Length(policies.Deadlines.FirstResponseCapMinutes).In(language.Language.Tag),
            [.. Steps.Select(step => step.In(language.Language.Tag))],
            CustomerWords.KnownChannels,
            [.. CustomerWords.KnownChannels.Select(channel => CustomerWords.Channel(channel).In(language.Language.Tag))]));
    }

    private static string? WordsOrNone(DeadlineTarget? target, Language language) => target is null ? null : Words(target, language);

    private static string Words(DeadlineTarget target, Language language)
    {
        var length = CustomerWords.Length(target.Minutes);
        return (target.Clock is DeadlineClockKind.Business ? new($"{length.Zh}(仅计工作时间)", length.En + " of working time") : length).In(language.Tag);
    }
}
