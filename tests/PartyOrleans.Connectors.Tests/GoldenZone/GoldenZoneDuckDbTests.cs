using System.Text.Json;
using PartyOrleans.Connectors.GoldenZone;
using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Model;
using PartyOrleans.Storage;
using PartyOrleans.TestKit.DuckDb;
using PartyOrleans.TestKit.GoldenZone;

namespace PartyOrleans.Connectors.Tests.GoldenZone;

/// <summary>Golden zones of JSON Lines as DuckDB reads them, by the queries of docs/golden-zone.md.</summary>
public sealed class GoldenZoneDuckDbTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [DuckDbFact]
    public async Task Current_WhenReadByDuckDbFromTheListOfFiles_IsTheStoresGoldenRecords()
    {
        await using GoldenWorld world = await WorldAsync();
        Dictionary<string, string> expected = [];
        await foreach (GoldenRecord golden in world.Store.ReadGoldenAsync(None))
        {
            expected.Add(golden.Party.Value, Convert.ToHexStringLower(golden.ContentHash));
        }

        IReadOnlyList<JsonElement> rows = await DuckDbReader.QueryAsync(
            $$"""
            SET VARIABLE files = (SELECT list(column0) FROM read_csv('{{world.ZonePath}}/lists/current/files.txt', header = false, columns = {'column0': 'VARCHAR'}, delim = '\t'));
            SELECT party_id, content_hash FROM read_json(getvariable('files')) ORDER BY party_id;
            """,
            None);

        rows.Select(row => $"{row.GetProperty("party_id")} {row.GetProperty("content_hash")}")
            .ShouldBe(expected.OrderBy(golden => golden.Key, StringComparer.Ordinal).Select(golden => $"{golden.Key} {golden.Value}"));
    }

    [DuckDbFact]
    public async Task History_WhenReadByDuckDbAsOfATime_IsWhatTheStoreSaidThen()
    {
        await using GoldenWorld world = await WorldAsync();
        DateTimeOffset at = world.Commits[world.Commits.Count / 2] + TimeSpan.FromMilliseconds(1);
        var timeline = (IPartyTimeline)world.Store;

        IReadOnlyList<JsonElement> rows = await DuckDbReader.QueryAsync(
            $"""
            SELECT party_id, content_hash FROM read_json(['{world.ZonePath}/current/*/*.jsonl.gz', '{world.ZonePath}/history/*/*/*.jsonl.gz'], union_by_name = true)
            WHERE valid_from::TIMESTAMP <= '{at.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}' AND (valid_to IS NULL OR valid_to::TIMESTAMP > '{at.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}') ORDER BY party_id;
            """,
            None);

        rows.Count.ShouldBeGreaterThan(5);
        foreach (JsonElement row in rows)
        {
            PartyAsOf asOf = (await timeline.FindPartyAsOfAsync(new PartyId(row.GetProperty("party_id").GetString()!), at, None))!;
            Convert.ToHexStringLower(asOf.Golden!.ContentHash).ShouldBe(row.GetProperty("content_hash").GetString());
        }
    }

    [DuckDbFact]
    public async Task Changes_WhenReadByDuckDbWithTheSnapshot_GiveTheNewestGoldenRecords()
    {
        await using GoldenWorld world = await GoldenWorld.TellAsync(3);
        using GoldenZoneWriter writer = world.Writer(new GoldenZoneOptions { Buckets = 2 });
        IReadOnlyList<GoldenChange> all = await world.ChangesAsync(writer, 0, 10_000);
        await writer.AppendAsync([.. all.Take(all.Count / 2)], None);
        await writer.CompactAsync(isWhole: false, None);
        await writer.AppendAsync([.. all.Skip(all.Count / 2)], None);
        var expected = new List<string>();
        await foreach (GoldenRecord golden in world.Store.ReadGoldenAsync(None))
        {
            expected.Add($"{golden.Party.Value} {Convert.ToHexStringLower(golden.ContentHash)}");
        }

        IReadOnlyList<JsonElement> rows = await DuckDbReader.QueryAsync(
            $"""
            WITH changed AS (
                SELECT party_id, arg_max(event, position) AS event, arg_max(content_hash, position) AS content_hash
                FROM read_json('{world.ZonePath}/changes/*/*/*.jsonl.gz', union_by_name = true, hive_partitioning = false) GROUP BY party_id)
            SELECT party_id, content_hash FROM changed WHERE event <> 'retired'
            UNION ALL SELECT party_id, content_hash FROM read_json('{world.ZonePath}/current/*/*.jsonl.gz') WHERE party_id NOT IN (SELECT party_id FROM changed)
            ORDER BY party_id;
            """,
            None);

        rows.Select(row => $"{row.GetProperty("party_id")} {row.GetProperty("content_hash")}").ShouldBe(expected);
    }

    private static async Task<GoldenWorld> WorldAsync()
    {
        GoldenWorld world = await GoldenWorld.TellAsync(2);
        using GoldenZoneWriter writer = world.Writer(new GoldenZoneOptions { Buckets = 3, View = new GoldenView(ClearValues.Instance, WithLineage: false) });
        await writer.BuildAsync(world.Source, None);
        return world;
    }
}
