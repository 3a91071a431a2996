using System.Text.Json;
using PartyOrleans.Connectors.GoldenZone;
using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Model;
using PartyOrleans.TestKit.DuckDb;
using PartyOrleans.TestKit.Generation;
using PartyOrleans.TestKit.GoldenZone;

namespace PartyOrleans.Parquet.Tests;

/// <summary>Golden zones in Parquet, as this program and as DuckDB read them.</summary>
public sealed class GoldenZoneParquetTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Zone_AfterDeliveriesAndCompactions_HoldsTheStoresGoldenRecords()
    {
        foreach (ulong seed in PropertyCases.Seeds(3))
        {
            await using GoldenWorld world = await GoldenWorld.TellAsync(seed + 70);
            using GoldenZoneWriter writer = world.Writer(Options);
            IReadOnlyList<GoldenChange> changes = await world.ChangesAsync(writer, 0, 10_000);
            foreach (GoldenChange[] batch in changes.Chunk(25))
            {
                await writer.AppendAsync(batch, None);
                await writer.CompactAsync(isWhole: false, None);
            }

            await writer.CompactAsync(isWhole: true, None);

            var held = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (GoldenFile file in (await writer.ReadAsync(None)).Current)
            {
                await foreach (GoldenRow row in ParquetFormat.Instance.ReadAsync(File.OpenRead(Path.Combine(world.ZonePath, file.Key)), None))
                {
                    held.Add(row.Party.Value, Convert.ToHexStringLower(row.Content.Hash));
                }
            }

            var expected = new SortedDictionary<string, string>(StringComparer.Ordinal);
            await foreach (GoldenRecord golden in world.Store.ReadGoldenAsync(None))
            {
                expected.Add(golden.Party.Value, Convert.ToHexStringLower(golden.ContentHash));
            }

            held.ShouldBe(expected, $"seed {seed}");
        }
    }

    /// <summary>DuckDB reads both kinds of files of the same zone, and finds no row in one that is not in the other.</summary>
    [DuckDbFact]
    public async Task Zone_WhenReadByDuckDb_HoldsTheRowsOfTheSameZoneInJsonLines()
    {
        await using GoldenWorld world = await GoldenWorld.TellAsync(4);
        string jsonLines = world.ZonePath + "-jsonl";
        using (GoldenZoneWriter writer = world.Writer(Options with { Format = JsonLinesFormat.Instance }))
        {
            await writer.BuildAsync(world.Source, None);
        }

        Directory.Move(world.ZonePath, jsonLines);
        using (GoldenZoneWriter writer = world.Writer(Options))
        {
            await writer.BuildAsync(world.Source, None);
        }

        string columns = "party_id, version, is_current, change, related_parties, ended, ended_by, successor, party_type, "
            + string.Join(", ", GoldenColumns.Names) + ", other_attributes, records, content_hash, lineage";
        string types = "{party_id: 'VARCHAR', version: 'BIGINT', valid_from: 'TIMESTAMP', valid_to: 'TIMESTAMP', is_current: 'BOOLEAN', change: 'VARCHAR', related_parties: 'VARCHAR[]', "
            + "ended: 'VARCHAR', ended_by: 'BIGINT', successor: 'VARCHAR', party_type: 'VARCHAR', " + string.Concat(GoldenColumns.Names.Select(name => $"{name}: 'VARCHAR[]', "))
            + "other_attributes: 'STRUCT(attribute VARCHAR, value VARCHAR)[]', records: 'STRUCT(source VARCHAR, record_id VARCHAR)[]', content_hash: 'VARCHAR', "
            + "lineage: 'STRUCT(attribute VARCHAR, \"group\" INTEGER, value VARCHAR, source VARCHAR, record_id VARCHAR, rule VARCHAR)[]'}";
        string sql = $"""
            CREATE TABLE j AS SELECT {columns}, valid_from, valid_to FROM read_json(['{jsonLines}/current/*/*.jsonl.gz', '{jsonLines}/history/*/*/*.jsonl.gz'], columns = {types});
            CREATE TABLE p AS SELECT {columns}, valid_from::TIMESTAMP AS valid_from, valid_to::TIMESTAMP AS valid_to
            FROM read_parquet(['{world.ZonePath}/current/*/*.parquet', '{world.ZonePath}/history/*/*/*.parquet']);
            UPDATE j SET other_attributes = [] WHERE other_attributes IS NULL;
            SELECT (SELECT count(*) FROM j) AS rows, (SELECT count(*) FROM p) AS others,
                (SELECT count(*) FROM (SELECT * FROM j EXCEPT ALL SELECT * FROM p)) AS missing, (SELECT count(*) FROM (SELECT * FROM p EXCEPT ALL SELECT * FROM j)) AS extra;
            """;

        JsonElement found = (await DuckDbReader.QueryAsync(sql, None))[0];

        int rows = int.Parse(found.GetProperty("rows").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        rows.ShouldBeGreaterThan(50);
        found.GetRawText().ShouldBe($$"""{"rows":"{{rows}}","others":"{{rows}}","missing":"0","extra":"0"}""");
        Directory.Delete(jsonLines, recursive: true);
    }

    private static GoldenZoneOptions Options => new() { Buckets = 3, Format = ParquetFormat.Instance, View = new GoldenView(ClearValues.Instance, WithLineage: true) };
}
