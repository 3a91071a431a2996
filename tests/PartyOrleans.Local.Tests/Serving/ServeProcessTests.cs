using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using PartyOrleans.TestKit;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Local.Tests.Serving;

/// <summary>The real process is stopped, and killed, while many clients write: what it acknowledged is there afterwards, and once.</summary>
public abstract class ServeProcessTests(StoreKind store) : IDisposable
{
    private const int Clients = 16;
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(10);

    /// <summary>Acknowledgements after which the process is killed, time after time.</summary>
    private static readonly int[] KilledAfter = [1, 60, 200];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [StoreFact]
    public async Task Serve_WhenAskedToStopAtWork_EndsInTimeAndKeepsWhatItAcknowledged()
    {
        string database = await DatabaseAsync();
        ConcurrentDictionary<string, string> acknowledged;
        using (ServedProcess hub = await ServedProcess.StartAsync(database))
        {
            acknowledged = await WriteUntilAsync(hub, 0, 100, hub.Terminate);
            (int exitCode, TimeSpan took) = await hub.ExitAsync();
            exitCode.ShouldBe(0);
            took.ShouldBeLessThan(LongestStop);
        }

        await ShouldHoldAsync(database, acknowledged);
    }

    [StoreFact]
    public async Task Serve_WhenKilledAtWork_KeepsWhatItAcknowledgedOnce()
    {
        string database = await DatabaseAsync();
        var acknowledged = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        for (int round = 0; round < KilledAfter.Length; round++)
        {
            using ServedProcess hub = await ServedProcess.StartAsync(database);
            foreach ((string id, string name) in await WriteUntilAsync(hub, round, KilledAfter[round], hub.Kill))
            {
                acknowledged[id] = name;
            }

            await hub.ExitAsync();
        }

        await ShouldHoldAsync(database, acknowledged);
    }

    /// <summary>Writes with many clients at once, each record twice, and interrupts when enough was acknowledged.</summary>
    /// <returns>What was acknowledged last of each record.</returns>
    private static async Task<ConcurrentDictionary<string, string>> WriteUntilAsync(ServedProcess hub, int round, int enough, Action interrupt)
    {
        var acknowledged = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        int count = 0;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            for (int i = 0; ; i++)
            {
                string id = string.Create(CultureInfo.InvariantCulture, $"{round}-{client}-{i / 2}");
                string name = $"Person {(char)('A' + client)}{(i % 2 == 0 ? "" : " Again")}";
                if (!await hub.TryPutAsync(id, $$"""{"name.full":"{{name}}","identifier.ssn":"{{100 + round * Clients + client}}-45-{{1000 + i / 2}}"}"""))
                {
                    return;
                }

                acknowledged[id] = name;
                if (Interlocked.Increment(ref count) == enough)
                {
                    interrupt();
                }
            }
        }));
        count.ShouldBeGreaterThanOrEqualTo(enough);
        return acknowledged;
    }

    /// <summary>Every record acknowledged says what was acknowledged, or what was under way when the process ended; every record is in one party.</summary>
    private static async Task ShouldHoldAsync(string database, ConcurrentDictionary<string, string> acknowledged)
    {
        using ServedProcess hub = await ServedProcess.StartAsync(database);
        foreach ((string id, string name) in acknowledged)
        {
            string text = await hub.Http.GetStringAsync("/v1/records/crm/" + id);
            JsonNode record = JsonNode.Parse(text)!;
            record["values"]!.AsArray().Single(value => value!["attribute"]!.GetValue<string>() == "name.full")!["value"]!.GetValue<string>()
                .ShouldBeOneOf(name, name + " Again");
        }

        var seen = new List<string>();
        string? cursor = "";
        while (cursor is not null)
        {
            JsonNode page = JsonNode.Parse(await hub.Http.GetStringAsync("/v1/parties?limit=500" + (cursor.Length > 0 ? "&cursor=" + cursor : "")))!;
            seen.AddRange(page["items"]!.AsArray().SelectMany(party => party!["records"]!.AsArray()).Select(key => key!["record_id"]!.GetValue<string>()));
            cursor = page["next"]?.GetValue<string>();
        }

        seen.ShouldBeUnique();
        acknowledged.Keys.Except(seen, StringComparer.Ordinal).ShouldBeEmpty();
        hub.Terminate();
        (await hub.ExitAsync()).ExitCode.ShouldBe(0);
        HubResult verified = await HubProcess.RunAsync("verify", "--db", database);
        verified.ExitCode.ShouldBe(0, verified.Error);
    }

    private async Task<string> DatabaseAsync() => store == StoreKind.Sqlite
        ? _folder["hub.db"]
        : await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync(CancellationToken.None);
}

public sealed class ServeProcessOnSqliteTests() : ServeProcessTests(StoreKind.Sqlite);

[NeedsPostgreSql]
public sealed class ServeProcessOnPostgreSqlTests() : ServeProcessTests(StoreKind.PostgreSql);
