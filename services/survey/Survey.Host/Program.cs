using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Survey;
using ComplaintPlatform.Web;
using ComplaintPlatform.Web.Operations;

var builder = ServiceHosting.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddSurvey();
builder.AddServiceBus(new InProcessBus(SurveyService.Name));

var app = builder.Build();
if (await app.RunDatabaseCommandAsync(args))
    return;
app.UseServiceDefaults();
app.MapGroup(ServiceHosting.ApiBase).MapSurvey();
app.MapSurveyInternal();
app.Run();
