using System.Text.Json.Nodes;
using PartyOrleans.Matching;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Monitoring.Tests.Live;

/// <summary>The bundle and the connections file of the watched hub.</summary>
internal static class WorldFiles
{
    private const string Contracts = """
        [
          {"source": "crm", "adapter": "json", "mapping": {"recordId": "id", "columns": {"name": "name.full", "born": "date.birth"}},
           "schema": {"type": "object", "required": ["id", "name"], "properties": {"id": {"type": "string"}, "name": {"type": "string"}, "born": {"type": "string"}}}},
          {"source": "quiet", "adapter": "json", "freshness": "PT6S", "mapping": {"recordId": "id", "columns": {"name": "name.full"}},
           "schema": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}}
        ]
        """;

    /// <summary>The shipped bundle with two contracts.</summary>
    public static string Bundle()
    {
        JsonObject bundle = JsonNode.Parse(BundleFile.ToJson(DefaultBundle.Create()))!.AsObject();
        bundle["contracts"] = JsonNode.Parse(Contracts);
        return bundle.ToJsonString();
    }

    /// <summary>What the hub is connected to.</summary>
    /// <param name="world">Where that is.</param>
    /// <param name="folder">Folder for files.</param>
    public static string Connections(MonitoredWorld world, string folder) => $$"""
        {
          "format": "party-hub/connections/1",
          "streams": [
            {"name": "customers", "brokers": "{{world.Brokers.Brokers}}", "topics": [{"topic": "customers", "source": "crm"}], "settings": {"fetch.wait.max.ms": "50"} },
            {"name": "orders", "brokers": "{{world.OtherBrokers.Brokers}}", "topics": [{"topic": "orders", "source": "crm"}], "broker_patience": "500ms"}
          ],
          "sinks": [
            {{Sink(world, "good")}}, {{Sink(world, "flaky")}}, {{Sink(world, "broken")}}, {{Sink(world, "moving")}}
          ],
          "zones": [{"name": "landing", "location": "{{world.Zone}}", "poll": "1s", "settle": "0s"}],
          "pipelines": [
            {"name": "daily", "steps": [
              {"name": "generate", "kind": "generate", "records": 50, "sources": 2, "folder": "{{folder}}/generated"},
              {"name": "ingest", "kind": "ingest", "inputs": ["{{folder}}/generated"], "after": ["generate"]},
              {"name": "quality", "kind": "quality", "after": ["ingest"], "on_failure": "warn", "expectations": [{"kind": "completeness", "attribute": "name.full", "warn": 0.01}]}]},
            {"name": "strict", "steps": [
              {"name": "quality", "kind": "quality", "on_failure": "warn", "expectations": [{"kind": "completeness", "attribute": "identifier.lei", "fail": 1}]}]},
            {"name": "broken", "steps": [{"name": "ingest", "kind": "ingest", "inputs": ["{{world.MissingInput}}"], "retry": {"attempts": 2, "first_pause": "10ms"} }]},
            {"name": "late", "deadline": "1s", "steps": [
              {"name": "ingest", "kind": "ingest", "inputs": ["{{world.MissingInput}}"], "retry": {"attempts": 100, "first_pause": "1s", "longest_pause": "1s"} }]}
          ]
        }
        """;

    private static string Sink(MonitoredWorld world, string name) =>
        $$"""{"name": "{{name}}", "type": "webhook", "url": "{{new Uri(world.Receiver.Url, "/" + name)}}", "allow_private": true, "secret": "${env:PARTY_TEST_WEBHOOK}", "batch": 20}""";
}
