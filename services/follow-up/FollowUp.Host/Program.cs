using ComplaintPlatform.FollowUp;
using ComplaintPlatform.ServiceDefaults;
using ComplaintPlatform.ServiceDefaults.Messaging;

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
