using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Resolution;
using ComplaintPlatform.Web;
using ComplaintPlatform.Web.Operations;

var builder = ServiceHosting.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddResolution();
builder.AddServiceBus(new InProcessBus(ResolutionService.Name));

var app = builder.Build();
if (await app.RunDatabaseCommandAsync(args))
    return;
app.UseServiceDefaults();
app.MapGroup(ServiceHosting.ApiBase).MapResolution();
app.Run();
