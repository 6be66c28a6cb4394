using ComplaintPlatform.Intake;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Web;
using ComplaintPlatform.Web.Operations;

var builder = ServiceHosting.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddIntake();
builder.AddServiceBus(new InProcessBus("intake"));

var app = builder.Build();
if (await app.RunDatabaseCommandAsync(args))
    return;
app.UseServiceDefaults();
app.MapGroup(ServiceHosting.ApiBase).MapIntake();
app.MapIntakeInternal();
app.Run();
