using System.Text.Json;
using System.Text.Json.Nodes;
using PartyOrleans.Matching;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Local.Tests.Serving.Streams;

/// <summary>Files that hubs with streams are started with, and what hubs hold, in a form that can be compared.</summary>
internal static class StreamFiles
{
    /// <summary>The shipped bundle with contracts.</summary>
    public static string Bundle(params string[] contracts)
    {
        JsonObject bundle = JsonNode.Parse(BundleFile.ToJson(DefaultBundle.Create()))!.AsObject();
        bundle["contracts"] = new JsonArray([.. contracts.Select(contract => JsonNode.Parse(contract))]);
        return bundle.ToJsonString();
    }

    /// <summary>The partition of records into parties with the hash of each golden record, without the parties' ids: one line for each party, sorted.</summary>
    public static async Task<string[]> GoldenAsync(string database)
    {
        HubResult exported = await HubProcess.RunAsync("export", "golden", "--db", database, "--json");
        exported.ExitCode.ShouldBe(0, exported.Error);
        return
        [
            .. exported.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
            {
                using JsonDocument golden = JsonDocument.Parse(line);
                return $"{golden.RootElement.GetProperty("records").GetRawText()} {golden.RootElement.GetProperty("content_hash").GetString()}";
            }).Order(StringComparer.Ordinal),
        ];
    }
}
