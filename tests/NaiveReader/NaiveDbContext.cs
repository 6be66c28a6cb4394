using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.NaiveReader;

/// <summary>One row for each time that the consumer's code had its effect.</summary>
internal sealed class Effect
{
    public Guid Id { get; init; }

    public Guid EventId { get; init; }

    public Guid ComplaintId { get; init; }
}

internal abstract class NaiveDbContext(DbContextOptions options) : ServiceDbContext(options)
{
    public DbSet<Effect> Effects => Set<Effect>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Effect>().ToTable("Effects");
        ApplyConventions(modelBuilder);
    }
}

internal sealed class SqliteNaiveDbContext(DbContextOptions<SqliteNaiveDbContext> options) : NaiveDbContext(options);

internal sealed class SqlServerNaiveDbContext(DbContextOptions<SqlServerNaiveDbContext> options) : NaiveDbContext(options);
