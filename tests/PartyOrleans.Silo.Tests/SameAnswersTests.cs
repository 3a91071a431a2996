using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PartyOrleans.Model;
using PartyOrleans.Resolution;
using PartyOrleans.TestKit.Generation;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Silo.Tests;

/// <summary>One story told to a cluster and to a hub of one process: both answer each request alike, to the last member.</summary>
[NeedsPostgreSql]
public sealed partial class SameAnswersTests
{
    private const ulong Seed = 4711;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly NastyOptions World = new() { Parties = 6, Premises = 2, OrganisationShare = 0.2, ErrorShare = 0.3 };

    [StoreFact]
    public async Task Answers_WhenAClusterAndOneProcessAreToldTheSame_AreEqual()
    {
        using SiloProcesses cluster = await SiloProcesses.StartAsync(2);
        using Process alone = StartAlone();
        try
        {
            using HttpClient one = await ClientOfAsync(alone);
            int at = 0;
            var kinds = new SortedSet<string>(StringComparer.Ordinal);
            var statuses = new SortedDictionary<string, int>(StringComparer.Ordinal);
            foreach ((HttpMethod method, string path, string? body) in Requests())
            {
                string expected = await AnswerAsync(one, method, path, body);
                string answer = await AnswerAsync(cluster.All[at++ % 2].Http, method, path, body);

                answer.ShouldBe(expected, $"{method} {path} (seed {Seed})");
                kinds.UnionWith(Kind().Matches(expected).Select(match => match.Groups["kind"].Value));
                statuses[expected[..3]] = statuses.GetValueOrDefault(expected[..3]) + 1;
            }

            // What was compared is worth it: parties came, grew, lost records and ended.
            kinds.ShouldBe(["changed", "created", "merged", "retired", "split"]);
            statuses["200"].ShouldBeGreaterThan(80, string.Join(' ', statuses));
            statuses["201"].ShouldBeGreaterThan(8, string.Join(' ', statuses));
        }
        finally
        {
            alone.Kill();
            await alone.WaitForExitAsync();
        }
    }

    /// <summary>Records one by one, updates, deletions and bulk, and after each part questions about everything.</summary>
    private static IEnumerable<(HttpMethod Method, string Path, string? Body)> Requests()
    {
        var keys = new SortedSet<RecordKey>();
        SourceRecord? last = null;
        foreach (InputBatch step in HubStory.Draw(Seed, World, steps: 70, keys: 16))
        {
            foreach (SourceRecord record in step.Upserts)
            {
                keys.Add(record.Key);
                last = record;
                yield return (HttpMethod.Put, PathOf(record.Key), JsonOf(record).ToJsonString());
            }

            foreach (RecordKey key in step.Deletes)
            {
                yield return (HttpMethod.Delete, PathOf(key), null);
            }
        }

        var lines = new StringBuilder();
        foreach (SourceRecord record in HubStory.DrawRecords(Seed + 1, World, 24))
        {
            JsonObject line = JsonOf(record);
            (line["source"], line["record_id"]) = (record.Key.Source, record.Key.RecordId);
            lines.Append(line.ToJsonString()).Append('\n');
            keys.Add(record.Key);
        }

        lines.Append(CultureInfo.InvariantCulture, $$"""{"source": "{{last!.Key.Source}}", "record_id": "{{last.Key.RecordId}}", "delete": true}""").Append('\n');
        yield return (HttpMethod.Post, "/v1/records:bulk", lines.ToString());
        foreach (RecordKey key in keys)
        {
            yield return (HttpMethod.Get, PathOf(key), null);
            yield return (HttpMethod.Get, "/v1/parties/{party}", PathOf(key));
            yield return (HttpMethod.Get, "/v1/parties/{party}/how", PathOf(key));
            yield return (HttpMethod.Get, "/v1/parties/{party}/events", PathOf(key));
            yield return (HttpMethod.Get, $"/v1/why?left={keys.Min!.Source}/{keys.Min.RecordId}&right={key.Source}/{key.RecordId}", null);
        }

        yield return (HttpMethod.Post, "/v1/match?top=5", JsonOf(last).ToJsonString());
        yield return (HttpMethod.Get, "/v1/parties?limit=50", null);
        yield return (HttpMethod.Get, "/v1/reviews?limit=50", null);
    }

    private static string PathOf(RecordKey key) => $"/v1/records/{key.Source}/{key.RecordId}";

    /// <summary>The body of a record: each attribute once, its first value.</summary>
    private static JsonObject JsonOf(SourceRecord record)
    {
        var json = new JsonObject();
        foreach (AttributeValue value in record.Values.Where(value => value.Attribute.Contains('.', StringComparison.Ordinal) || value.Attribute is "phone" or "email"))
        {
            json.TryAdd(value.Attribute, value.Value);
        }

        return json;
    }

    /// <summary>Status and body of an answer, without what tells the time of it.</summary>
    private static async Task<string> AnswerAsync(HttpClient client, HttpMethod method, string path, string? body)
    {
        if (path.Contains("{party}", StringComparison.Ordinal))
        {
            using HttpResponseMessage record = await client.GetAsync(body);
            path = path.Replace("{party}", record.IsSuccessStatusCode ? JsonNode.Parse(await record.Content.ReadAsStringAsync())!["party_id"]!.GetValue<string>() : "P0", StringComparison.Ordinal);
            body = null;
        }

        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, path.EndsWith(":bulk", StringComparison.Ordinal) ? "application/x-ndjson" : "application/json");
        }

        using HttpResponseMessage answer = await client.SendAsync(request);
        string text = await answer.Content.ReadAsStringAsync();
        return $"{(int)answer.StatusCode} {Trace().Replace(Time().Replace(text, "TIME"), "\"trace_id\":\"\"")}";
    }

    private static Process StartAlone()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string argument in (string[])
        [
            Path.Combine(AppContext.BaseDirectory, "party-hub.dll"), "serve", "--db", Path.Combine(Directory.CreateTempSubdirectory("party-alone-").FullName, "hub.db"), "--urls", "http://127.0.0.1:0", "--json",
        ])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task<HttpClient> ClientOfAsync(Process process)
    {
        using var limit = new CancellationTokenSource(Limit);
        JsonNode document = JsonNode.Parse((await process.StandardOutput.ReadLineAsync(limit.Token))!)!;
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var client = new HttpClient { BaseAddress = new Uri(document["urls"]![0]!.GetValue<string>()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", document["token"]!.GetValue<string>());
        while (!limit.IsCancellationRequested)
        {
            using HttpResponseMessage ready = await client.GetAsync("/health/ready", limit.Token);
            if (ready.IsSuccessStatusCode)
            {
                break;
            }
        }

        return client;
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT[0-9:.]+(?:Z|[+-]\d\d:\d\d)")]
    private static partial Regex Time();

    [GeneratedRegex("\"kind\":\"(?<kind>[a-z-]+)\"")]
    private static partial Regex Kind();

    [GeneratedRegex("\"(?:trace_id|traceId)\":\"[^\"]*\"")]
    private static partial Regex Trace();
}
