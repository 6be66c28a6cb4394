using ComplaintPlatform.Contracts.Classification;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Persistence.Messaging;

namespace ComplaintPlatform.Intake.Taxonomies;

internal sealed class TaxonomyReplacedConsumer(IntakeDbContext db) : IEventConsumer<TaxonomyReplaced>
{
    public Task HandleAsync(TaxonomyReplaced message, CancellationToken ct) => KnownTaxonomy.ReplaceAsync(db, message, ct);
}
