using ComplaintPlatform.Contracts.Classification;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Contracts.Gateway;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Contracts.Survey;

namespace ComplaintPlatform.Contracts;

/// <summary>One queue: the service that reads it and the events that go into it.</summary>
/// <param name="Queue">Service and consumer, such as <c>survey-case-closed</c>.</param>
public sealed record Subscription(string Service, string Queue, IReadOnlyList<Type> Events);

/// <summary>
/// Which queue takes which event. It is data, and known to publishers, because a broker confirms and forgets what is published before the
/// consumer's queue exists: every publisher declares the queues of all its subscribers before it sends. A test compares the list with the
/// consumers that the services register.
/// </summary>
public static class Subscriptions
{
    public static IReadOnlyList<Subscription> All { get; } =
    [
        // The register stands on every fact about a complaint; intake writes its own facts in the commit that makes them
        new("intake", "intake-register", [.. EventCatalogue.Types
            .Where(type => type.IsAssignableTo(typeof(IComplaintEvent)) && type.Namespace != typeof(ComplaintReceived).Namespace)
            .OrderBy(EventCatalogue.WireName, StringComparer.Ordinal)]),
        new("intake", "intake-storefront-changed", [typeof(StorefrontChanged)]),
        new("intake", "intake-taxonomy-replaced", [typeof(TaxonomyReplaced)]),
        new("intake", "intake-customer-erasure-applied",
            [
                typeof(Classification.CustomerErasureApplied), typeof(Resolution.CustomerErasureApplied),
                typeof(FollowUp.CustomerErasureApplied), typeof(Survey.CustomerErasureApplied),
            ]),
        new("classification", "classification-customer-erased", [typeof(CustomerErased)]),
        new("resolution", "resolution-customer-erased", [typeof(CustomerErased)]),
        new("follow-up", "follow-up-customer-erased", [typeof(CustomerErased)]),
        new("survey", "survey-customer-erased", [typeof(CustomerErased)]),
        new("classification", "classification-complaint-received", [typeof(ComplaintReceived)]),
        new("classification", "classification-complaint-supplemented", [typeof(ComplaintSupplemented)]),
        new("classification", "classification-storefront-changed", [typeof(StorefrontChanged)]),
        new("classification", "classification-order-volumes-reported", [typeof(OrderVolumesReported)]),
        new("resolution", "resolution-complaint-received", [typeof(ComplaintReceived)]),
        new("resolution", "resolution-complaint-classified", [typeof(ComplaintClassified), typeof(ComplaintReclassified)]),
        new("resolution", "resolution-complaint-changed",
            [
                typeof(ComplaintSupplemented), typeof(ComplaintWithdrawn), typeof(ComplaintLinkedAsDuplicate), typeof(ComplaintUnlinked),
                typeof(TrackingRevoked),
            ]),
        new("resolution", "resolution-follow-up-ended", [typeof(FollowUpCompleted), typeof(FollowUpFailed)]),
        new("resolution", "resolution-goodwill-granted", [typeof(GoodwillGranted)]),
        new("resolution", "resolution-emergency-opened", [typeof(EmergencyOpened)]),
        new("resolution", "resolution-remedy-outcome", [typeof(FollowUpCompleted), typeof(SurveyAnswered)]),
        new("resolution", "resolution-low-score-received", [typeof(LowScoreReceived)]),
        new("resolution", "resolution-message-sent", [typeof(MessageSent)]),
        // Staff are told, and escalations act, by the service's own facts
        new("resolution", "resolution-case-notices",
            [
                typeof(CaseEscalated), typeof(DeadlineAtRisk), typeof(DeadlineBreached), typeof(TaskOverdue), typeof(ApprovalRequested),
                typeof(ApprovalDecided), typeof(ApprovalDelegated), typeof(OfferAccepted), typeof(OfferRefused), typeof(OfferCountered),
                typeof(CaseReopened), typeof(MessageFailed),
            ]),
        new("resolution", "resolution-staff-user-changed", [typeof(StaffUserChanged)]),
        new("resolution", "resolution-storefront-changed", [typeof(StorefrontChanged)]),
        new("resolution", "resolution-customer-data-rules-changed", [typeof(CustomerDataRulesChanged)]),
        // What ended is learned from beside the day's work
        new("resolution", "resolution-case-outcome",
            [typeof(CaseResolved), typeof(CaseClosed), typeof(CaseReopened), typeof(SurveyAnswered)]),
        new("resolution", "resolution-order-volumes-reported", [typeof(OrderVolumesReported)]),
        new("follow-up", "follow-up-case-ended", [typeof(CaseResolved), typeof(CaseClosed), typeof(CaseReopened)]),
        new("follow-up", "follow-up-customer-confirmed", [typeof(CustomerConfirmed)]),
        new("follow-up", "follow-up-survey-due", [typeof(SurveyDue)]),
        new("follow-up", "follow-up-storefront-changed", [typeof(StorefrontChanged)]),
        new("follow-up", "follow-up-complaint-received", [typeof(ComplaintReceived)]),
        new("follow-up", "follow-up-low-score-received", [typeof(LowScoreReceived)]),
        new("follow-up", "follow-up-staff-notices",
            [
                typeof(CaseEscalated), typeof(DeadlineBreached), typeof(EmergencyOpened), typeof(LowScoreReceived), typeof(FollowUpOverdue),
                typeof(MessageFailed),
            ]),
        new("follow-up", "follow-up-case-messages",
            [
                typeof(CustomerUpdateDue), typeof(ApprovalDecided), typeof(TaskCompleted), typeof(CaseResolved), typeof(CaseReopened), typeof(CaseClosed),
                typeof(OfferAccepted), typeof(OfferRefused), typeof(OfferCountered), typeof(OfferWithdrawn),
            ]),
        new("follow-up", "follow-up-corrective-action-verified", [typeof(CorrectiveActionVerified)]),
        new("follow-up", "follow-up-monthly-report-ready", [typeof(MonthlyReportReady)]),
        new("survey", "survey-case-ended", [typeof(CaseClosed), typeof(CaseReopened)]),
        new("survey", "survey-storefront-changed", [typeof(StorefrontChanged)]),
        new("survey", "survey-hot-spot-flagged", [typeof(HotSpotFlagged)]),
        // The management report is built from facts of the service's own
        new("survey", "survey-complaint-record",
            [
                typeof(ComplaintReceived), typeof(ComplaintClassified), typeof(ComplaintReclassified), typeof(CaseAssigned),
                typeof(CaseFirstResponded), typeof(DeadlineBreached), typeof(CaseResolved), typeof(CaseClosed), typeof(CaseReopened),
                typeof(OfferAccepted), typeof(ComplaintWithdrawn), typeof(ComplaintLinkedAsDuplicate), typeof(ComplaintUnlinked),
                typeof(RootCauseRecorded),
            ]),
        new("survey", "survey-corrective-action", [typeof(CorrectiveActionCompleted), typeof(CorrectiveActionVerified)]),
        new("survey", "survey-order-volumes-reported", [typeof(OrderVolumesReported)]),
    ];

    public static IEnumerable<Subscription> Of(Type eventType) => All.Where(subscription => subscription.Events.Contains(eventType));
}
