using ComplaintPlatform.FollowUp;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Web;
using ComplaintPlatform.Web.Operations;

var builder = ServiceHosting.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddFollowUp();
builder.AddServiceBus(new InProcessBus(FollowUpService.Name));

var app = builder.Build();
if (await app.RunDatabaseCommandAsync(args))
    return;
app.UseServiceDefaults();
app.MapGroup(ServiceHosting.ApiBase).MapFollowUp();
app.Run();
