using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using PartyOrleans.Client;
using PartyOrleans.Local.Output;
using PartyOrleans.Model;

namespace PartyOrleans.Local.Bench;

/// <summary>Rates and latencies of a hub that serves over HTTP, driver and hub on the same machine.</summary>
internal static class ServeFigures
{
    private const int Connections = 64;
    private const int SearchClients = 4;
    private const int Sample = 20_000;
    private const int BulkRecords = 100_000;
    private const int BulkCallers = 4;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    /// <summary>Measures a hub over a store that is loaded; the store holds more records afterwards.</summary>
    /// <param name="database">The store.</param>
    /// <param name="progress">Told of each step.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<(string Name, double Value, string Unit)[]> MeasureAsync(
        string database, WorkProgress progress, CancellationToken cancellationToken)
    {
        progress.Begin("sampling parties", "parties", Sample);
        List<GoldenRecord> parties = await PartySample.TakeAsync(database, Sample, cancellationToken);
        string[] ids = [.. parties.Select(PartySample.PathOf)];
        string[] queries = [.. parties.Select(PartySample.FuzzySearchOf).OfType<string>()];
        progress.Begin("starting the hub", "records");
        await using ServedHub hub = await ServedHub.StartAsync(database, cancellationToken);
        using HttpClient client = hub.NewClient(Connections);

        progress.Begin("waiting for the search index", "queries");
        await PartySample.IndexedAsync(client, queries[0], cancellationToken);

        HttpRequestMessage Get(int i) => new(HttpMethod.Get, ids[(int)((long)i * 7919 % ids.Length)]);
        progress.Begin("GET party", "requests");
        await RequestFigures.MeasureAsync(client, Connections, WarmUp, Get, cancellationToken);
        RequestFigures gets = await RequestFigures.MeasureAsync(client, Connections, Duration, Get, cancellationToken);
        string maskedToken = (await ChildRun.RunAsync(["token", "--for", "bench", "--scopes", "read", "--db", database, "--json"], cancellationToken))
            .Output.GetProperty("token").GetString()!;
        using HttpClient reader = hub.NewClient(Connections, maskedToken);
        await RequestFigures.MeasureAsync(reader, Connections, WarmUp, Get, cancellationToken);
        RequestFigures masked = await RequestFigures.MeasureAsync(reader, Connections, Duration, Get, cancellationToken);

        progress.Begin("search", "requests");
        HttpRequestMessage Search(int i) => new(HttpMethod.Get, queries[(int)((long)i * 7919 % queries.Length)]);
        await RequestFigures.MeasureAsync(client, SearchClients, WarmUp, Search, cancellationToken);
        RequestFigures searches = await RequestFigures.MeasureAsync(client, SearchClients, Duration, Search, cancellationToken);

        progress.Begin("PUT record", "requests");
        byte[][] bodies = [.. parties.Select(PartySample.BodyOf)];
        HttpRequestMessage Put(int i) => new(HttpMethod.Put, string.Create(CultureInfo.InvariantCulture, $"/v1/records/bench-live/{i}"))
        {
            Content = Json(bodies[(int)((long)i * 7919 % bodies.Length)], "application/json"),
        };
        RequestFigures puts = await RequestFigures.MeasureAsync(client, Connections, Duration, Put, cancellationToken);

        progress.Begin("bulk", "records", BulkRecords);
        double bulk = await BulkAsync(hub, parties, cancellationToken);
        progress.End();
        return
        [
            ("hub, process start to ready", hub.UntilReady.TotalSeconds, "s"),
            ("GET party", gets.PerSecond, "requests/s"),
            ("GET party, p50", gets.P50.TotalMilliseconds, "ms"),
            ("GET party, p99", gets.P99.TotalMilliseconds, "ms"),
            ("GET party, failures", gets.Failures, ""),
            ("GET party masked", masked.PerSecond, "requests/s"),
            ("GET party masked, p99", masked.P99.TotalMilliseconds, "ms"),
            ("GET party masked, failures", masked.Failures, ""),
            ("search two fuzzy words", searches.PerSecond, "requests/s"),
            ("search two fuzzy words, p50", searches.P50.TotalMilliseconds, "ms"),
            ("search two fuzzy words, p99", searches.P99.TotalMilliseconds, "ms"),
            ("search, failures", searches.Failures, ""),
            ("PUT record, 64 connections", puts.PerSecond, "requests/s"),
            ("PUT record, p50", puts.P50.TotalMilliseconds, "ms"),
            ("PUT record, p99", puts.P99.TotalMilliseconds, "ms"),
            ("PUT record, failures", puts.Failures, ""),
            ("bulk, 4 callers", bulk, "records/s"),
            ("hub, peak memory", hub.PeakBytes / 1e6, "MB"),
            ("hub, CPU in all", hub.Cpu.TotalSeconds, "s"),
        ];
    }

    /// <summary>Sends records through the typed client, a few callers at once, and reads all results; records a second.</summary>
    private static async Task<double> BulkAsync(ServedHub hub, List<GoldenRecord> parties, CancellationToken cancellationToken)
    {
        RecordValue[][] values = [.. parties.Select(party => party.Cells
            .Select(cell => new RecordValue(cell.Attribute, cell.Value, cell.Group)).ToArray())];
        using var client = new PartyHubClient(new PartyHubClientOptions { BaseAddress = hub.Address, Token = _ => ValueTask.FromResult(hub.Token ?? "") });
        long began = Stopwatch.GetTimestamp();
        int[] results = await Task.WhenAll(Enumerable.Range(0, BulkCallers).Select(async caller =>
        {
            int done = 0;
            await foreach (BulkResult result in client.BulkRecordsAsync(InputsAsync(caller), cancellationToken))
            {
                done += result.Outcome is null ? 0 : 1;
            }

            return done;
        }));
        return results.Sum() == BulkRecords
            ? BulkRecords / Stopwatch.GetElapsedTime(began).TotalSeconds
            : throw new InvalidOperationException($"Of {BulkRecords} records sent {results.Sum()} were taken.");

        async IAsyncEnumerable<BulkInput> InputsAsync(int caller)
        {
            await Task.CompletedTask;
            for (int i = caller; i < BulkRecords; i += BulkCallers)
            {
                yield return new BulkInput(
                    new RecordRef("bench-bulk", i.ToString(CultureInfo.InvariantCulture)), values[(int)((long)i * 7907 % values.Length)]);
            }
        }
    }

    private static ByteArrayContent Json(byte[] body, string type)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return content;
    }
}
