using ComplaintPlatform.NaiveReader;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Web;
using Microsoft.EntityFrameworkCore;

// A service for the fault tests, on the same plumbing as every service: it reads resolution's queue of received complaints
const string Service = "resolution";

var builder = ServiceHosting.CreateBuilder(args);
builder.Configuration["Database:MigrateOnStart"] = "false";
builder.Configuration["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "Warning";
builder.AddServiceDefaults();
builder.AddServiceDatabase<NaiveDbContext, SqliteNaiveDbContext, SqlServerNaiveDbContext>(Service);
builder.Services.AddServiceConsumer<ComplaintReceivedConsumer, NaiveDbContext>(Service);
builder.AddServiceBus(new InProcessBus(Service));

var app = builder.Build();
app.UseServiceDefaults();
await using (var scope = app.Services.CreateAsyncScope())
{
    var database = scope.ServiceProvider.GetRequiredService<NaiveDbContext>().Database;
    await database.EnsureCreatedAsync();
    await database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL;");
}

app.Run();
