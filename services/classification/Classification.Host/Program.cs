using ComplaintPlatform.Classification;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Web;
using ComplaintPlatform.Web.Operations;

var builder = ServiceHosting.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddClassification();
builder.AddServiceBus(new InProcessBus(ClassificationService.Name));

var app = builder.Build();
if (await app.RunDatabaseCommandAsync(args))
    return;
app.UseServiceDefaults();
app.MapGroup(ServiceHosting.ApiBase).MapClassification();
app.MapClassificationInternal();
app.Run();
