using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PartyOrleans.Connectors;
using PartyOrleans.Matching;
using PartyOrleans.Model;
using PartyOrleans.Resolution;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Silo.Tests;

/// <summary>A zone that a cluster loads from.</summary>
[NeedsPostgreSql]
public sealed partial class SiloZoneTests
{
    private const int Records = 60_000;

    [StoreFact]
    public async Task Zone_WhenTheSiloThatReadsItIsKilledInTheMidstOfAnObject_IsGoneOnWithByAllOthers()
    {
        string folder = Directory.CreateTempSubdirectory("party-silo-zone-").FullName;
        string landing = Directory.CreateDirectory(Path.Combine(folder, "landing")).FullName;
        string people = Path.Combine(landing, "people.csv");
        await File.WriteAllTextAsync(people, Text());
        string connections = Path.Combine(folder, "connections.json");
        await File.WriteAllTextAsync(connections, $$"""
            {"format": "party-hub/connections/1", "zones": [{"name": "landing", "location": {{JsonValue.Create(landing)!.ToJsonString()}}, "source": "crm", "poll": "1s"}]}
            """);
        using SiloProcesses cluster = await SiloProcesses.StartAsync(3, "--connections", connections);
        SiloProcess reader = await cluster.HolderAsync();
        SiloProcess[] others = [.. cluster.All.Where(silo => silo != reader)];
        long taken = await SomeAsync(others[0]);
        reader.Kill();
        await reader.ExitAsync();
        cluster.All.Remove(reader);
        reader.Dispose();

        taken.ShouldBeLessThan(Records, "the silo is to die in the midst of the object");
        foreach (SiloProcess silo in others)
        {
            await silo.MetricAsync("party_hub_records", Records);
        }

        JsonNode entry = await ManifestAsync(others[0]);
        (entry["key"]!.GetValue<string>(), entry["accepted"]!.GetValue<long>(), entry["rejected"]!.GetValue<long>(), entry["complete"]!.GetValue<bool>()).ShouldBe(("people.csv", Records, 0, true));
        await others[1].MetricAsync("party_hub_parties", await PartiesAsync(people));

        // The next one of an object that was loaded is another load of it, whoever reads it.
        await File.AppendAllTextAsync(people, "one-more,Zora Quill,Nowhere\n");
        await others[0].MetricAsync("party_hub_records", Records + 1);
    }

    private static string Text()
    {
        var text = new StringBuilder("id,full_name,city\n");
        for (int i = 0; i < Records; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i},Person{i % 45_000} Of{i % 977},Town {i % 45_000 % 31}\n");
        }

        return text.ToString();
    }

    /// <summary>Parties of a hub of one process.</summary>
    private static async Task<long> PartiesAsync(string file)
    {
        var records = new List<SourceRecord>();
        using var reader = RecordReader.Open(new InputFile(file), new InputOptions { Source = "crm" });
        await foreach (RecordBatch batch in reader.ReadAsync(0, CancellationToken.None))
        {
            records.AddRange(batch.Records);
        }

        var engine = new EmbeddedEngine(DefaultBundle.Create(), 2);
        engine.Apply(new InputBatch { Upserts = records }, CancellationToken.None);
        return engine.Memberships.Select(entry => entry.Value).Distinct().LongCount();
    }

    /// <summary>Waits until the hub has taken some records, and gives how many.</summary>
    private static async Task<long> SomeAsync(SiloProcess silo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            if (Held().Match(await silo.Http.GetStringAsync("/metrics", limit.Token)) is { Success: true } held && held.Groups["count"].Value != "0")
            {
                return long.Parse(held.Groups["count"].Value, CultureInfo.InvariantCulture);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token); // another process: there is nothing to wait on
        }
    }

    private static async Task<JsonNode> ManifestAsync(SiloProcess silo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            using HttpResponseMessage answer = await silo.Http.GetAsync("/v1/zones/landing/objects", limit.Token);
            string body = await answer.Content.ReadAsStringAsync(limit.Token);
            if (answer.IsSuccessStatusCode && JsonNode.Parse(body)!["items"] is JsonArray { Count: 1 } items && items[0]!["complete"]!.GetValue<bool>())
            {
                return items[0]!;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token); // the duties are on their way to another process
        }
    }

    [GeneratedRegex(@"^party_hub_records (?<count>\d+)$", RegexOptions.Multiline)]
    private static partial Regex Held();
}
