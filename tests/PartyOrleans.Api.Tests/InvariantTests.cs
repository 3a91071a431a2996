using System.Text.Json.Nodes;
using PartyOrleans.Matching;
using PartyOrleans.Model;
using PartyOrleans.Resolution;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.TestKit.Generation;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Api.Tests;

/// <summary>The invariant through HTTP: what many clients leave behind at once is what one batch over the same records gives.</summary>
public abstract class InvariantTests(StoreKind store)
{
    private const int Clients = 12;

    [StoreFact]
    public async Task Put_WhenManyClientsWriteAtOnce_GivesThePartitionOfAFreshRun()
    {
        var options = new NastyOptions { Parties = 25, Premises = 6, OrganisationShare = 0.3, ErrorShare = 0.2 };
        SourceRecord[] first = [.. HubStory.DrawRecords(11, options, 150).OrderBy(record => record.Key)];
        SourceRecord[] second = [.. HubStory.DrawRecords(12, options, 150).OrderBy(record => record.Key)]; // the same keys with other content
        await using TestHub hub = await TestHub.StartAsync(store);

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => WriteAsync(hub, client, first, second)));

        SourceRecord[] left = [.. first.Zip(second).Select((pair, i) => (pair, i)).Where(x => x.i % 5 != 4).Select(x => x.i % 3 == 0 ? x.pair.Second : x.pair.First)];
        var fresh = new EmbeddedEngine(DefaultBundle.Create(), 2);
        fresh.Apply(new InputBatch { Upserts = [.. left.Select(record => new SourceRecord(record.Key, Trimmed(record)))] }, CancellationToken.None);
        (await PartiesAsync(hub)).ShouldBe(fresh.Memberships.GroupBy(entry => entry.Value, entry => entry.Key.ToString())
            .Select(party => $"{string.Join(' ', party)} = {Convert.ToHexStringLower(fresh.GoldenOf(party.Key)!.ContentHash)}").Order(StringComparer.Ordinal));
        await hub.RestartAsync();
        hub.Service.Hub.Status.Records.ShouldBe(left.Length);
        hub.Service.Hub.Status.Parties.ShouldBe(fresh.PartyCount);
    }

    /// <summary>A client's share: every record once, every third again with other content, every fifth deleted in the end.</summary>
    private static async Task WriteAsync(TestHub hub, int client, SourceRecord[] first, SourceRecord[] second)
    {
        for (int i = client; i < first.Length; i += Clients)
        {
            (await PutAsync(hub, first[i])).ShouldBe(201);
            if (i % 3 == 0)
            {
                (await PutAsync(hub, new SourceRecord(first[i].Key, second[i].Values))).ShouldBeOneOf(200, 201);
            }

            if (i % 5 == 4)
            {
                (await hub.SendAsync(HttpMethod.Delete, $"/v1/records/{first[i].Key.Source}/{first[i].Key.RecordId}")).Body["outcome"]!.GetValue<string>().ShouldBe("deleted");
            }
        }
    }

    private static async Task<int> PutAsync(TestHub hub, SourceRecord record)
    {
        var values = new JsonArray([.. Trimmed(record).Select(value => (JsonNode)new JsonObject { ["attribute"] = value.Attribute, ["value"] = value.Value, ["group"] = value.Group })]);
        return (await hub.PutAsync(record.Key.Source, record.Key.RecordId, new JsonObject { ["values"] = values }.ToJsonString())).Status;
    }

    /// <summary>The values as the API takes them: trimmed, without empty ones.</summary>
    private static AttributeValue[] Trimmed(SourceRecord record) =>
        [.. record.Values.Select(value => value with { Value = value.Value.Trim().Replace("\0", "", StringComparison.Ordinal) }).Where(value => value.Value.Length > 0)];

    private static async Task<List<string>> PartiesAsync(TestHub hub)
    {
        var parties = new List<string>();
        string? cursor = "";
        while (cursor is not null)
        {
            JsonNode page = (await hub.GetAsync("/v1/parties?limit=50" + (cursor.Length > 0 ? "&cursor=" + cursor : ""))).Body;
            parties.AddRange(page["items"]!.AsArray().Select(party =>
                $"{string.Join(' ', party!["records"]!.AsArray().Select(key => $"{key!["source"]}/{key["record_id"]}"))} = {party["content_hash"]}"));
            cursor = page["next"]?.GetValue<string>();
        }

        parties.Sort(StringComparer.Ordinal);
        return parties;
    }
}

public sealed class InvariantOnSqliteTests() : InvariantTests(StoreKind.Sqlite);

[NeedsPostgreSql]
public sealed class InvariantOnPostgreSqlTests() : InvariantTests(StoreKind.PostgreSql);
