using ComplaintPlatform.Identity.ApiKeys;
using ComplaintPlatform.Identity.Storefronts;
using ComplaintPlatform.Identity.Tokens;
using ComplaintPlatform.Identity.Users;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ComplaintPlatform.Identity.Data;

/// <summary>The gateway's own database: who may call, and for which storefronts.</summary>
internal abstract class IdentityDbContext(DbContextOptions options) : ServiceDbContext(options)
{
    public DbSet<User> Users => Set<User>();

    public DbSet<SignInAttempts> SignInAttempts => Set<SignInAttempts>();

    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<Storefront> Storefronts => Set<Storefront>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<User>(user =>
        {
            user.HasIndex(row => row.Username).IsUnique();
            user.HasIndex(row => new { row.CreatedAt, row.Id });
            user.Property(row => row.Username).HasMaxLength(UserRules.LongestUsername);
            user.Property(row => row.Role).HasMaxLength(40);
        });
        modelBuilder.Entity<SignInAttempts>(attempts =>
        {
            attempts.HasKey(row => new { row.Username, row.AddressHash });
            attempts.HasIndex(row => row.LastFailureAt);
            attempts.Property(row => row.Username).HasMaxLength(UserRules.LongestUsername);
            attempts.Property(row => row.AddressHash).HasMaxLength(64);
        });
        modelBuilder.Entity<RefreshToken>(token =>
        {
            token.Ignore(row => row.Session);
            token.HasIndex(row => row.TokenHash).IsUnique();
            token.HasIndex(row => row.FamilyId);
            token.HasIndex(row => new { row.UserId, row.ExpiresAt });
            token.Property(row => row.TokenHash).HasMaxLength(64);
        });
        modelBuilder.Entity<ApiKey>(key =>
        {
            key.HasIndex(row => row.KeyHash).IsUnique();
            key.HasIndex(row => new { row.CreatedAt, row.Id });
            key.Property(row => row.KeyHash).HasMaxLength(64);
            key.Property(row => row.StorefrontId).HasMaxLength(StorefrontRules.LongestId);
        });
        modelBuilder.Entity<Storefront>(storefront =>
        {
            storefront.Property(row => row.Id).HasMaxLength(StorefrontRules.LongestId);
            storefront.Property(row => row.Currency).HasMaxLength(3);
            storefront.Property(row => row.PublicAddress).HasMaxLength(StorefrontRules.LongestAddress);
        });
        ApplyConventions(modelBuilder);
    }
}

internal sealed class SqliteIdentityDbContext(DbContextOptions<SqliteIdentityDbContext> options) : IdentityDbContext(options)
{
    internal sealed class DesignTime : IDesignTimeDbContextFactory<SqliteIdentityDbContext>
    {
        public SqliteIdentityDbContext CreateDbContext(string[] args) => new(ServiceDatabase.DesignTimeSqlite<SqliteIdentityDbContext>());
    }
}

internal sealed class SqlServerIdentityDbContext(DbContextOptions<SqlServerIdentityDbContext> options) : IdentityDbContext(options)
{
    internal sealed class DesignTime : IDesignTimeDbContextFactory<SqlServerIdentityDbContext>
    {
        public SqlServerIdentityDbContext CreateDbContext(string[] args) =>
            new(ServiceDatabase.DesignTimeSqlServer<SqlServerIdentityDbContext>());
    }
}
