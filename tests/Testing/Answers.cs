using System.Net;
using System.Text;
using System.Text.Json;
using Shouldly;

namespace ComplaintPlatform.Testing;

/// <summary>Reads answers; every failure shows the body.</summary>
public static class Answers
{
    public static async Task<JsonElement> ShouldBeAsync(this HttpResponseMessage response, int status)
    {
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe((HttpStatusCode)status, body);
        return body.Length == 0 ? default : JsonDocument.Parse(body).RootElement;
    }

    public static async Task<JsonElement> ShouldBeAsync(this Task<HttpResponseMessage> response, int status) =>
        await (await response).ShouldBeAsync(status);

    public static async Task<JsonElement> ShouldBeProblemAsync(
        this HttpResponseMessage response, int status, string code, string? pointer = null)
    {
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe((HttpStatusCode)status, body);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", body);
        var problem = JsonDocument.Parse(body).RootElement;
        problem.GetProperty("code").GetString().ShouldBe(code, body);
        if (pointer is not null)
            problem.GetProperty("errors").TryGetProperty(pointer, out _).ShouldBeTrue($"{pointer} in {body}");
        return problem;
    }

    public static async Task<JsonElement> ShouldBeProblemAsync(
        this Task<HttpResponseMessage> response, int status, string code, string? pointer = null) =>
        await (await response).ShouldBeProblemAsync(status, code, pointer);

    public static Task<HttpResponseMessage> PostJsonAsync(
        this HttpClient client, string path, string json, params (string Name, string Value)[] headers) =>
        client.SendJsonAsync(HttpMethod.Post, path, json, headers);

    public static Task<HttpResponseMessage> PutJsonAsync(
        this HttpClient client, string path, string json, params (string Name, string Value)[] headers) =>
        client.SendJsonAsync(HttpMethod.Put, path, json, headers);

    public static async Task<HttpResponseMessage> SendJsonAsync(
        this HttpClient client, HttpMethod method, string path, string json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await client.SendAsync(request);
    }
}
