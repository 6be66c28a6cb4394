using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Persistence.Messaging;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Classification.Insights.Partners;

internal sealed class OrderVolumesReportedConsumer(ClassificationDbContext db) : IEventConsumer<OrderVolumesReported>
{
    public async Task HandleAsync(OrderVolumesReported message, CancellationToken ct)
    {
        var ids = message.Cells.Select(cell => cell.CellId).ToList();
        var known = await db.OrderVolumes.Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, ct);
        foreach (var cell in message.Cells)
        {
            if (!known.TryGetValue(cell.CellId, out var volume))
                db.OrderVolumes.Add(known[cell.CellId] = volume = OrderVolume.Of(message.StorefrontId, cell));
            volume.TakeIn(cell);
        }
    }
}
