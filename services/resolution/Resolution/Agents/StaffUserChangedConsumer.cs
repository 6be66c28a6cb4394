using ComplaintPlatform.Contracts.Gateway;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Resolution.Data;

namespace ComplaintPlatform.Resolution.Agents;

internal sealed class StaffUserChangedConsumer(ResolutionDbContext db, TimeProvider clock) : IEventConsumer<StaffUserChanged>
{
    public async Task HandleAsync(StaffUserChanged message, CancellationToken ct)
    {
        var agent = await db.Agents.FindAsync([message.UserId], ct);
        if (agent is null)
            db.Agents.Add(agent = Agent.Of(message.UserId));
        agent.Apply(message, clock.GetUtcNow());
    }
}
