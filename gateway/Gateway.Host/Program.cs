using ComplaintPlatform.Gateway;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Web;
using ComplaintPlatform.Web.Operations;

var builder = ServiceHosting.CreateBuilder(args);
builder.AddGateway();
builder.AddServiceBus(new InProcessBus("gateway"));

var app = builder.Build();
if (await app.RunDatabaseCommandAsync(args))
    return;
app.UseGateway();
app.Run();
