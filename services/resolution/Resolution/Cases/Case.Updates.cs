using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Scheduling;
using ComplaintPlatform.Resolution.Agents;
using ComplaintPlatform.Resolution.Approvals;
using ComplaintPlatform.Resolution.Authority;
using ComplaintPlatform.Resolution.Complaints;
using ComplaintPlatform.Resolution.Contacts;
using ComplaintPlatform.Resolution.Customers;
using ComplaintPlatform.Resolution.Deadlines;
using ComplaintPlatform.Resolution.Dispatch;
using ComplaintPlatform.Resolution.Escalations;
using ComplaintPlatform.Resolution.Offers;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Resolution.Tasks;
using ComplaintPlatform.Web.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Resolution.Cases;

/// <summary>What customers are told before they ask.</summary>
internal sealed partial class Case
{
    private bool TellsProgress(DeadlineReading reading, PolicyBook policies, DateTimeOffset now) =>
        IsActive && policies.Deadlines.CustomerUpdates.Progress && reading.WarningAt <= now
        && reading.State is DeadlineState.AtRisk or DeadlineState.Breached && IsRunning(DeadlineTargetKind.ProgressUpdate);

    private DateTimeOffset? NextProgressAt(PolicyBook policies, DateTimeOffset now) =>
        IsRunning(DeadlineTargetKind.ProgressUpdate) ? Read(DeadlineTargetKind.ProgressUpdate, policies, now)?.Due : null;

    /// <summary>Where it stands in words that the customer may read; nothing is promised in them.</summary>
    private LocalizedText ProgressText(PolicyBook policies)
    {
        var promised = Obligations.Where(obligation => obligation.IsOpen).OrderBy(obligation => obligation.PromisedAt)
            .Select(obligation => CustomerWords.Remedy(policies.Remedies, obligation.Kind, obligation.Value)).ToList();
        if (promised.Count > 0)
        {
            return new LocalizedText(
                $"我们正在落实约定的方案:{string.Join(";", promised.Select(remedy => remedy.Zh))}。",
                $"We are carrying out what was agreed: {string.Join("; ", promised.Select(remedy => remedy.En))}.");
        }

        var department = policies.Dispatch.Departments.FirstOrDefault(known => known.Id == Department)?.Name;
        return Approvals.Exists(approval => approval.State is ApprovalState.Pending)
            ? new LocalizedText("处理方案正在审核,确定后会立即告知您。", "A solution is being decided on; you will hear of it at once.")
            : department is null ? new LocalizedText("我们正在处理您的投诉。", "We are working on your complaint.")
            : new LocalizedText($"我们正在处理您的投诉,由{department.Zh}负责。", $"We are working on your complaint; our team for it: {department.En}.");
    }

    /// <summary>As in <see cref="CustomerUpdateDue"/>.</summary>
    private CustomerUpdateDue CustomerUpdate(
        string kind, string? text, DateTimeOffset? expectedAt, DateTimeOffset now, IReadOnlyList<CustomerUpdateDue.Remedy> remedies) => new()
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = Id,
            Version = ++Version,
            Cycle = Cycle,
            State = EnumText.Of(State),
            Kind = kind,
            Language = Language,
            Remedies = remedies,
            Text = text,
            ExpectedAt = expectedAt,
        };

    private const string UpdateOffer = "offer";

    private const string UpdateOfferWithdrawn = "offer_withdrawn";

    /// <summary>The customer hears of what is on the table, or no longer is.</summary>
    private CustomerUpdateDue? TellOf(
        IEnumerable<Offer> offers, string kind, PolicyBook policies, DateTimeOffset now, string? text = null) =>
        offers.ToList() is { Count: > 0 } remedies
            ? CustomerUpdate(kind, text, null, now, [.. remedies.Select(offer => new CustomerUpdateDue.Remedy
            {
                OfferId = offer.Id,
                Kind = offer.Kind,
                Name = CustomerWords.Remedy(policies.Remedies, offer.Kind).In(Language),
                Value = offer.EventValue,
                ExpiresAt = offer.ExpiresAt,
            })])
            : null;
}
