using ComplaintPlatform.Gateway;
using ComplaintPlatform.ServiceDefaults;
using ComplaintPlatform.ServiceDefaults.Messaging;

var builder = ServiceHosting.CreateBuilder(args);
builder.AddGateway();
builder.AddServiceBus(new InProcessBus("gateway"));

var app = builder.Build();
if (await app.RunDatabaseCommandAsync(args))
    return;
app.UseGateway();
app.Run();
