namespace ComplaintPlatform.Standalone;

/// <summary>What a newcomer reads after the start.</summary>
internal static class Screen
{
    // The key stays in its file: what is printed ends up in logs
    public static void Print(FirstRun? firstRun, DataFolder folder, string baseUrl) => Console.WriteLine($$"""

          ComplaintPlatform is ready at {{baseUrl}}  |  客诉平台已就绪

            API            {{baseUrl}}/api/v1
            Documentation  {{baseUrl}}/docs
            Health         {{baseUrl}}/health/ready
            Data           {{folder.Path}}
            Key and users  {{(firstRun is null ? "(first-run.json was taken away)" : FirstRunFile.PathIn(folder))}}

          Post a first complaint  |  提交第一条投诉:

            curl -X POST {{baseUrl}}/api/v1/complaints \
              -H "X-Api-Key: $(sed -n 's/.*"apiKey": *"\([^"]*\)".*/\1/p' {{FirstRunFile.PathIn(folder)}})" -H 'Content-Type: application/json' \
              -d '{"channel":"web","text":"水壶用了两天就漏电,太危险了,要求退款!"}'

          Ctrl+C stops it.  |  按 Ctrl+C 停止。

        """);
}
