using ComplaintPlatform.ServiceDefaults;
using ComplaintPlatform.ServiceDefaults.Messaging;
using ComplaintPlatform.Survey;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddSurvey();
builder.AddServiceBus(new InProcessBus(SurveyService.Name));

var app = builder.Build();
app.UseServiceDefaults();
app.MapGroup(ServiceHosting.ApiBase).MapSurvey();
app.MapSurveyInternal();
app.Run();
