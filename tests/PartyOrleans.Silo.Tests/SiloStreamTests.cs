using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using PartyOrleans.Kafka;
using PartyOrleans.Kafka.Brokers;
using PartyOrleans.Kafka.Producing;
using PartyOrleans.Matching;
using PartyOrleans.Model.Bundles;
using PartyOrleans.TestKit.Kafka;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Silo.Tests;

[NeedsPostgreSql]
public sealed class SiloStreamTests
{
    private const int Partitions = 6;

    [StreamOnSilosFact]
    public async Task Stream_WhenOneSiloIsKilledAndOneTerminated_IsReadOnByTheOthersUntilAllIsTaken()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("customers", Partitions);
        await using var producer = new KafkaProducer(new KafkaConnection { Brokers = brokers.Brokers }, new KafkaProducerOptions(), TimeProvider.System, NullLogger.Instance);
        string folder = Directory.CreateTempSubdirectory("party-silo-").FullName;
        string bundle = Path.Combine(folder, "bundle.json"), connections = Path.Combine(folder, "connections.json");
        JsonObject document = JsonNode.Parse(BundleFile.ToJson(DefaultBundle.Create()))!.AsObject();
        document["contracts"] = JsonNode.Parse("""
            [{"source": "crm", "adapter": "json", "mapping": {"recordId": "id", "columns": {"name": "name.full", "mail": "email"}},
              "schema": {"type": "object", "required": ["id", "name"], "properties": {"id": {"type": "string"}, "name": {"type": "string"}, "mail": {"type": "string"}}}}]
            """);
        await File.WriteAllTextAsync(bundle, document.ToJsonString());
        await File.WriteAllTextAsync(connections, $$"""
            {"format": "party-hub/connections/1", "streams": [{"name": "crm", "brokers": "{{brokers.Brokers}}", "topics": [{"topic": "customers", "source": "crm"}],
             "max_in_batch": 20, "max_partitions": 8, "settings": {"fetch.wait.max.ms": "50"} }]}
            """);
        await producer.SendAsync(Messages(0, 200), CancellationToken.None);
        using SiloProcesses cluster = await SiloProcesses.StartAsync(3, "--bundle", bundle, "--connections", connections);
        await cluster.All[0].MetricAsync("party_hub_records", 200);

        SiloProcess killed = await cluster.HolderAsync();
        await producer.SendAsync(Messages(200, 200), CancellationToken.None);
        killed.Kill();
        await killed.ExitAsync();
        cluster.All.Remove(killed);
        killed.Dispose();
        await producer.SendAsync(Messages(400, 200), CancellationToken.None);
        await cluster.All[0].MetricAsync("party_hub_records", 600);

        SiloProcess leaving = cluster.All[0];
        leaving.Terminate();
        await producer.SendAsync(Messages(600, 200), CancellationToken.None);
        (await leaving.ExitAsync()).ShouldBe(0, leaving.Errors);
        cluster.All.Remove(leaving);
        leaving.Dispose();
        await cluster.All[0].MetricAsync("party_hub_records", 800);
        (await cluster.All[0].GetAsync("/v1/records/crm/799"))["record_id"]!.GetValue<string>().ShouldBe("799");
        (await cluster.All[0].PartAsync("streams/crm")).ShouldBe("");
    }

    [StreamOnSilosFact]
    public async Task Start_WhenASettingOfAStreamIsUnknown_SaysSo()
    {
        string connections = Path.Combine(Directory.CreateTempSubdirectory("party-silo-").FullName, "connections.json");
        await File.WriteAllTextAsync(connections, """
            {"format": "party-hub/connections/1", "streams": [{"name": "crm", "brokers": "127.0.0.1:1", "topics": [{"topic": "t", "source": "s"}], "settings": {"no.such.setting": 1} }]}
            """);

        InvalidOperationException failure = await Should.ThrowAsync<InvalidOperationException>(() => SiloProcesses.StartAsync(1, "--connections", connections));

        failure.Message.ShouldContain("connections.json: stream crm: Kafka settings: No such configuration property: \"no.such.setting\"");
    }

    private static KafkaMessage[] Messages(int from, int count) =>
    [
        .. Enumerable.Range(from, count).Select(static number => new KafkaMessage(
            "customers", Encoding.UTF8.GetBytes($"{number}"), Encoding.UTF8.GetBytes($$"""{"id": "{{number}}", "name": "Person {{number}}", "mail": "p{{number}}@example.org"}"""))),
    ];
}

/// <summary>A fact on a real PostgreSQL and the brokers inside librdkafka; skipped, saying why, where either is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
[Xunit.Sdk.XunitTestCaseDiscoverer("PartyOrleans.TestKit.PostgreSql.StoreFactDiscoverer", "PartyOrleans.TestKit")]
internal sealed class StreamOnSilosFactAttribute : FactAttribute
{
    /// <summary>Looks for the library.</summary>
    public StreamOnSilosFactAttribute() => Skip = KafkaPrograms.WhyNoLibrary;
}
