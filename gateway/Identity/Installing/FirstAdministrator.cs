using ComplaintPlatform.Identity.Data;
using ComplaintPlatform.Identity.Users;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Identity.Installing;

/// <summary>
/// A distributed installation needs somebody to begin with: where there are no users, <c>Identity:FirstAdministrator:Username</c> and
/// <c>:Password</c> make the first one.
/// </summary>
internal sealed partial class FirstAdministrator(
    IConfiguration configuration, IServiceScopeFactory scopes, TimeProvider clock, ILogger<FirstAdministrator> logger)
    : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var section = configuration.GetSection("Identity:FirstAdministrator");
        if (section["Password"] is not { Length: > 0 } password)
            return;

        var username = section["Username"] ?? Roles.Administrator;
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().UseSystem();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        if (await db.Users.AnyAsync(cancellationToken))
            return;

        if (password.Length < UserRules.ShortestPassword
            || UserRules.CheckUsername(username).Concat(UserRules.CheckPassword(username, password)).Any())
            throw new InvalidOperationException(
                $"Identity:FirstAdministrator needs a proper user name and a password of at least {UserRules.ShortestPassword} characters.");

        var now = clock.GetUtcNow();
        var hash = scope.ServiceProvider.GetRequiredService<Passwords>().Hash(password);
        var user = User.Create(username, null, hash, Roles.Administrator, [User.EveryStorefront], null, now);
        db.Users.Add(user);
        db.Publish(user.Changed(now));
        try
        {
            await scope.ServiceProvider.GetRequiredService<IUnitOfWork<IdentityDbContext>>().CommitAsync(db, cancellationToken);
            LogCreated(user.Id);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            LogOtherWasFirst();
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "The first administrator is user {UserId}")]
    private partial void LogCreated(Guid userId);

    [LoggerMessage(LogLevel.Information, "Another replica made the first administrator")]
    private partial void LogOtherWasFirst();
}
