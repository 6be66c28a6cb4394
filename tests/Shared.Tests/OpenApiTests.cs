using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Shared.Tests;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace ComplaintPlatform.Intake.Pets
{
    public sealed record Row(
        Guid Id, int Age, long Steps, double Share, Money? Price, Money Paid, OrderKind Kind, OrderKind? Former, DateTimeOffset At,
        IReadOnlyList<Nested> Parts);

    public sealed record Nested(string Name);

    public sealed record Ask(string Text, int? Score = null, IReadOnlyList<OrderKind>? Kinds = null);
}

namespace ComplaintPlatform.Survey.Pets
{
    public sealed record Row(string Other);
}

namespace ComplaintPlatform.Shared.Tests
{
    public sealed class OpenApiTests : IAsyncLifetime
    {
        private TestApp _app = null!;
        private JsonElement _intake;

        public async ValueTask InitializeAsync()
        {
            _app = await TestApp.StartAsync(Map, configure: builder => builder.Services
                .AddServiceOpenApi("intake", "Intake").AddServiceOpenApi("survey", "Survey"));
            _intake = await (await _app.GetAsync("/openapi/intake.json")).ShouldBeAsync(200);
            if (Environment.GetEnvironmentVariable("OPENAPI_OUT") is { } file)
                await File.WriteAllTextAsync(file, _intake.GetRawText());
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        [Fact]
        public async Task Each_service_has_its_own_document_with_its_own_names()
        {
            var survey = await (await _app.GetAsync("/openapi/survey.json")).ShouldBeAsync(200);

            Names(_intake.GetProperty("paths")).ShouldBe(["/api/v1/pets", "/api/v1/pets/{id}"], ignoreOrder: true);
            Names(survey.GetProperty("paths")).ShouldBe(["/api/v1/toys"]);
            Operation("/api/v1/pets", "get").GetProperty("operationId").GetString().ShouldBe("intakeListPets");
            Operation("/api/v1/pets", "get").GetProperty("summary").GetString().ShouldBe("List pets");
            Names(Schemas).ShouldBe(
                ["IntakeAsk", "IntakeNested", "IntakeRow", "IntakeRowPage", "Money", "Problem", "SharedOrderKind"], ignoreOrder: true);
            Names(survey.GetProperty("components").GetProperty("schemas")).ShouldContain("SurveyRow");
            await (await _app.GetAsync("/openapi/other.json")).ShouldBeProblemAsync(404, "resource.not_found");
        }

        [Fact]
        public void Types_are_what_the_wire_carries()
        {
            var row = Schemas.GetProperty("IntakeRow").GetProperty("properties");
            row.GetProperty("id").GetProperty("format").GetString().ShouldBe("uuid");
            row.GetProperty("age").GetProperty("type").GetString().ShouldBe("integer");
            row.GetProperty("steps").GetProperty("type").GetString().ShouldBe("integer");
            row.GetProperty("share").GetProperty("type").GetString().ShouldBe("number");
            row.GetProperty("at").GetProperty("format").GetString().ShouldBe("date-time");
            row.GetProperty("price").GetProperty("anyOf").EnumerateArray().Last().GetProperty("type").GetString().ShouldBe("null");
            row.GetProperty("paid").GetRawText().ShouldContain("#/components/schemas/Money");
            row.GetProperty("paid").GetRawText().ShouldNotContain("null");
            row.GetProperty("former").GetRawText().ShouldContain("null");
            Names(Schemas.GetProperty("Money").GetProperty("properties")).ShouldBe(["amount", "currency"]);
            Schemas.GetProperty("Money").GetProperty("properties").GetProperty("amount").GetProperty("type").GetString().ShouldBe("string");
            Texts(Schemas.GetProperty("SharedOrderKind").GetProperty("enum")).ShouldBe(["in_person", "web"]);
            Texts(Schemas.GetProperty("IntakeAsk").GetProperty("required")).ShouldBe(["text"]);
            Texts(Schemas.GetProperty("IntakeRow").GetProperty("required")).Count().ShouldBe(10);
            Texts(Schemas.GetProperty("Problem").GetProperty("required")).ShouldContain("code");
        }

        [Fact]
        public void Lists_say_how_they_are_paged_and_filtered()
        {
            var parameters = Operation("/api/v1/pets", "get").GetProperty("parameters").EnumerateArray()
                .ToDictionary(parameter => parameter.GetProperty("name").GetString()!, parameter => parameter.GetProperty("schema"));

            parameters.Keys.ShouldBe(["kind", "kinds", "limit", "cursor", "count", "Accept-Language"], ignoreOrder: true);
            parameters["limit"].GetProperty("maximum").GetInt32().ShouldBe(100);
            parameters["kind"].GetRawText().ShouldContain("OrderKind");
            parameters["kinds"].GetProperty("items").GetRawText().ShouldContain("OrderKind");
        }

        [Fact]
        public void Conditions_keys_callers_and_refusals_are_documented()
        {
            var put = Operation("/api/v1/pets/{id}", "put");
            Header(put, "If-Match").GetProperty("required").GetBoolean().ShouldBeTrue();
            Names(put.GetProperty("responses")).ShouldContain("428");
            var post = Operation("/api/v1/pets", "post");
            Header(post, "Idempotency-Key").TryGetProperty("required", out _).ShouldBeFalse();
            Names(post.GetProperty("security")[0]).ShouldBe(["ApiKey"]);
            var get = Operation("/api/v1/pets/{id}", "get");
            Names(get.GetProperty("responses").GetProperty("200").GetProperty("headers")).ShouldContain("ETag");
            Names(get.GetProperty("responses")).ShouldContain("304");
            get.GetProperty("security").GetArrayLength().ShouldBe(0);
            foreach (var operation in _intake.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()))
            {
                foreach (var response in operation.Value.GetProperty("responses").EnumerateObject()
                    .Where(response => response.Name is "default" or ['4', ..]))
                    Shared(response.Value).GetProperty("content").GetProperty("application/problem+json").GetRawText()
                        .ShouldContain("#/components/schemas/Problem");
                foreach (var response in operation.Value.GetProperty("responses").EnumerateObject())
                    Names(Shared(response.Value).GetProperty("headers")).ShouldContain("RateLimit", response.Name);
                Names(operation.Value.GetProperty("responses")).ShouldContain("429");
            }

            Names(_intake.GetProperty("components").GetProperty("responses").GetProperty("TooManyRequests").GetProperty("headers"))
                .ShouldContain("Retry-After");

            Names(_intake.GetProperty("components").GetProperty("securitySchemes")).ShouldBe(["ApiKey", "Bearer"], ignoreOrder: true);
        }

        private JsonElement Shared(JsonElement response) => response.TryGetProperty("$ref", out var place)
            ? _intake.GetProperty("components").GetProperty("responses").GetProperty(place.GetString()!.Split('/')[^1]) : response;

        private static void Map(WebApplication app)
        {
            var pets = app.MapGroup("/api/v1").MapService("intake").MapGroup("/pets").WithTags("Pets");
            pets.MapGet("/", (PageRequest page, RequestLanguage language, QueryEnum<OrderKind>? kind, QueryEnum<OrderKind>[]? kinds) =>
                TypedResults.Ok(new Page<Intake.Pets.Row>([], null))).WithName("ListPets");
            pets.MapPost("/", (Intake.Pets.Ask ask) => TypedResults.Created("/api/v1/pets/1", ask)).WithName("AddPet")
                .WithMetadata(new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder().RequireRole(Roles.Storefront).Build());
            pets.MapGet("/{id:guid}", Results<TaggedOk<Intake.Pets.Row>, NotFoundProblem> (Guid id) => Problems.NotFound())
                .AllowAnonymous();
            pets.MapPut("/{id:guid}", (Guid id, Intake.Pets.Ask ask, IfMatch condition) => ETags.Ok(ask, 2)).RequireIfMatch();
            app.MapGroup("/api/v1").MapService("survey").MapGet("/toys", () => TypedResults.Ok(new Survey.Pets.Row("x")))
                .WithName("ListToys");
            app.MapGroup("/internal").MapService("intake").MapGet("/secret", () => "x");
        }

        private JsonElement Schemas => _intake.GetProperty("components").GetProperty("schemas");

        private JsonElement Operation(string path, string method) => _intake.GetProperty("paths").GetProperty(path).GetProperty(method);

        private static JsonElement Header(JsonElement operation, string name) => operation.GetProperty("parameters").EnumerateArray()
            .Single(parameter => parameter.GetProperty("name").GetString() == name && parameter.GetProperty("in").GetString() == "header");

        private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(member => member.Name);

        private static IEnumerable<string?> Texts(JsonElement element) => element.EnumerateArray().Select(item => item.GetString());
    }
}
