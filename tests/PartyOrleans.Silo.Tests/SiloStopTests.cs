using System.Net.Http.Json;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Silo.Tests;

/// <summary>How silos end.</summary>
[NeedsPostgreSql]
public sealed class SiloStopTests
{
    [StoreFact]
    public async Task Silo_WhenItsDatabaseIsGoneForGood_EndsWithinItsTimeAllTheSame()
    {
        string folder = Directory.CreateTempSubdirectory("party-silo-stop-").FullName;
        string connections = Path.Combine(folder, "connections.json");
        await File.WriteAllTextAsync(connections, $$"""
            {"format": "party-hub/connections/1", "zones": [{"name": "landing", "location": "{{Directory.CreateDirectory(Path.Combine(folder, "landing")).FullName}}", "source": "crm", "poll": "1s"}],
             "sinks": [{"name": "told", "type": "webhook", "url": "http://127.0.0.1:1/", "allow_private": true, "secret": "${env:PARTY_SILO_STOP_SECRET}"}]}
            """);
        Environment.SetEnvironmentVariable("PARTY_SILO_STOP_SECRET", "whsec_" + Convert.ToBase64String(new byte[32]));
        string database = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync(CancellationToken.None);
        await using var line = new DatabaseLine(database);
        using SiloProcesses cluster = await SiloProcesses.StartAsync(
            1, database, line.Database, ["--connections", connections, "--set", "api.stop-time=2s", "--set", "cluster.hand-over-time=5s"]);
        SiloProcess silo = await cluster.HolderAsync();
        (await PutAsync(silo, "1")).ShouldBe(System.Net.HttpStatusCode.Created);

        line.Cut();
        Task<System.Net.HttpStatusCode[]> waiting = Task.WhenAll(PutAsync(silo, "2"), PutAsync(silo, "3"));
        long since = TimeProvider.System.GetTimestamp();
        silo.Terminate();
        int exit = await silo.ExitAsync();

        exit.ShouldBe(0, silo.Errors);
        TimeProvider.System.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromSeconds(40), "stop-time and hand-over-time are 7 s; the machine may be slow, and what waited before did so for ever");
        silo.Errors.ShouldContain("could not hand over within 5 s");
        await ((Task)waiting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        waiting.IsCompletedSuccessfully.ShouldBeFalse("nothing can have been taken");
    }

    private static async Task<System.Net.HttpStatusCode> PutAsync(SiloProcess silo, string id)
    {
        using HttpResponseMessage put = await silo.Http.PutAsJsonAsync($"/v1/records/crm/{id}", new Dictionary<string, string>(StringComparer.Ordinal) { ["name.full"] = "Ann Lee" });
        return put.StatusCode;
    }
}
