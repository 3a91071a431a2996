using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Silo.Tests;

/// <summary>The breaker of a sink that fails, as every silo of a cluster tells of it.</summary>
[NeedsPostgreSql]
public sealed class SiloBreakerTests
{
    private const string Breaker = "party_hub_breaker_state{kind=\"sink\",name=\"told\"}";

    [StoreFact]
    public async Task Sink_WhenItFails_IsLeftAloneByAllSilosAndByTheNextThatTellsIt()
    {
        Environment.SetEnvironmentVariable("PARTY_SILO_BREAKER_SECRET", "whsec_" + Convert.ToBase64String(new byte[32]));
        string connections = Path.Combine(Directory.CreateTempSubdirectory("party-silo-breaker-").FullName, "connections.json");
        await File.WriteAllTextAsync(connections, """
            {"format": "party-hub/connections/1", "sinks": [
             {"name": "told", "type": "webhook", "url": "http://127.0.0.1:1/", "allow_private": true, "secret": "${env:PARTY_SILO_BREAKER_SECRET}"}]}
            """);
        using SiloProcesses cluster = await SiloProcesses.StartAsync(3, "--connections", connections);
        SiloProcess holder = await cluster.HolderAsync();
        using (HttpResponseMessage put = await cluster.All[0].Http.PutAsJsonAsync("/v1/records/crm/1", new Dictionary<string, string>(StringComparer.Ordinal) { ["name.full"] = "Ann Lee" }))
        {
            put.EnsureSuccessStatusCode();
        }

        foreach (SiloProcess silo in cluster.All)
        {
            await silo.MetricAsync(Breaker, 2);
            await silo.ReadyAsync("sinks/told", silo == holder ? "Deliveries fail since" : "Deliveries of another silo fail again and again");
            (await silo.GetAsync("/v1/sinks"))["items"]![0]!["breaker"]!.GetValue<string>().ShouldNotBe("closed");
        }

        holder.Kill();
        await holder.ExitAsync();
        cluster.All.Remove(holder);
        holder.Dispose();
        SiloProcess next = await cluster.HolderAsync();

        JsonNode sink = (await next.GetAsync("/v1/sinks"))["items"]![0]!;
        sink["breaker"]!.GetValue<string>().ShouldNotBe("closed", "what one silo found out holds for the next");
        await next.MetricAsync(Breaker, 2);
    }
}
