using System.Text.Json;
using PartyOrleans.Connectors.GoldenZone;
using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Model;
using PartyOrleans.Storage;
using PartyOrleans.TestKit.Generation;
using PartyOrleans.TestKit.GoldenZone;
using static PartyOrleans.Connectors.Tests.GoldenZone.PlainZone;

namespace PartyOrleans.Connectors.Tests.GoldenZone;

/// <summary>
/// Whatever happened in a hub, and however it came to the zone, the zone read by gzip and JSON alone says what the store says, now and at every
/// time before.
/// </summary>
public sealed class GoldenZonePropertyTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Zone_AfterAnyStory_SaysWhatTheStoreSays()
    {
        foreach (ulong seed in PropertyCases.Seeds(6))
        {
            await using GoldenWorld world = await GoldenWorld.TellAsync(seed);
            var draws = new SeededDraws(seed + 7000);
            using GoldenZoneWriter writer = world.Writer(Options(draws));
            await CatchUpAtRandomAsync(world, writer, draws);
            await writer.CompactAsync(isWhole: true, None);

            PlainZone zone = PlainZone.Read(world.ZonePath);

            await ShouldHoldTheSameAsync(zone, world, $"seed {seed}");
            ShouldLeaveNoGaps(zone, $"seed {seed}");
            await ShouldHaveSaidTheSameAsync(zone, world, $"seed {seed}");
            zone.Manifest.GetProperty("as_of").GetProperty("number").GetInt64().ShouldBe(await LastEventCommitAsync(world), $"seed {seed}");
        }
    }

    [Fact]
    public async Task BuildAsync_AfterAnyStory_MakesTheRowsOfDeliveries()
    {
        foreach (ulong seed in PropertyCases.Seeds(4))
        {
            await using GoldenWorld world = await GoldenWorld.TellAsync(seed + 40);
            var draws = new SeededDraws(seed + 8000);
            GoldenZoneOptions options = Options(draws);
            using (GoldenZoneWriter writer = world.Writer(options))
            {
                await CatchUpAtRandomAsync(world, writer, draws);
                await writer.CompactAsync(isWhole: true, None);
            }

            string[] delivered = Rows(PlainZone.Read(world.ZonePath));
            Directory.Delete(world.ZonePath, recursive: true);
            using (GoldenZoneWriter writer = world.Writer(options))
            {
                await writer.BuildAsync(world.Source, None);
            }

            Rows(PlainZone.Read(world.ZonePath)).ShouldBe(delivered, $"seed {seed}");
        }
    }

    private static GoldenZoneOptions Options(SeededDraws draws) => new()
    {
        Buckets = draws.Pick([1, 3, 16]),
        View = new GoldenView(ClearValues.Instance, WithLineage: true),
        CompactFiles = draws.Pick([2, 8, 64]),
    };

    /// <summary>Delivers in pieces of any size, some of them twice or cut otherwise, and compacts now and then.</summary>
    private static async Task CatchUpAtRandomAsync(GoldenWorld world, GoldenZoneWriter writer, SeededDraws draws)
    {
        long after = 0;
        while (true)
        {
            IReadOnlyList<GoldenChange> changes = await world.ChangesAsync(writer, after, draws.Pick([1, 3, 17, 60]));
            if (changes.Count == 0)
            {
                return;
            }

            await writer.AppendAsync(changes, None);
            after = draws.Chance(0.3) ? draws.Below((int)after + 1) : changes[^1].Position;
            if (draws.Chance(0.3))
            {
                await writer.CompactAsync(isWhole: false, None);
            }
        }
    }

    private static async Task<long> LastEventCommitAsync(GoldenWorld world)
    {
        long last = 0;
        await foreach (FeedEntry entry in world.Store.ReadFeedAsync(0, None))
        {
            last = entry.Sequence;
        }

        IReadOnlyList<OutboxEntry> entries = await ((IOutbox)world.Store).ReadOutboxAsync(new OutboxPosition(last - 1, long.MaxValue), 1, None);
        return entries[0].Commit.Number;
    }

    /// <summary>The snapshot is rebuilt cell by cell, and its hashes are those of the store.</summary>
    private static async Task ShouldHoldTheSameAsync(PlainZone zone, GoldenWorld world, string about)
    {
        var expected = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (GoldenRecord golden in world.Store.ReadGoldenAsync(None))
        {
            expected.Add(golden.Party.Value, Convert.ToHexStringLower(golden.ContentHash));
        }

        zone.Current.Select(row => $"{Text(row, "party_id")} {HashOf(row)}").Order(StringComparer.Ordinal)
            .ShouldBe(expected.Select(golden => $"{golden.Key} {golden.Value}").Order(StringComparer.Ordinal), about);
        foreach (JsonElement row in zone.Current)
        {
            Text(row, "content_hash").ShouldBe(expected[Text(row, "party_id")!], about);
            row.GetProperty("is_current").GetBoolean().ShouldBeTrue(about);
            row.GetProperty("ended").ValueKind.ShouldBe(JsonValueKind.Null, about);
        }

        zone.Changes.ShouldBeEmpty(about);
    }

    private static void ShouldLeaveNoGaps(PlainZone zone, string about)
    {
        foreach ((string party, List<JsonElement> versions) in zone.Versions())
        {
            for (int i = 0; i < versions.Count; i++)
            {
                string where = $"{about}, party {party}, version {i}";
                DateTimeOffset? end = Time(versions[i], "valid_to");
                versions[i].GetProperty("is_current").GetBoolean().ShouldBe(end is null, where);
                (end is null).ShouldBe(i == versions.Count - 1 && zone.Current.Any(row => Text(row, "party_id") == party), where);
                (end >= Time(versions[i], "valid_from")).ShouldBe(end is not null, where);
                if (i + 1 < versions.Count)
                {
                    versions[i + 1].GetProperty("version").GetInt64().ShouldBeGreaterThan(versions[i].GetProperty("version").GetInt64(), where);
                    bool isFollowed = Text(versions[i], "ended") == "superseded";
                    DateTimeOffset next = Time(versions[i + 1], "valid_from")!.Value;
                    (isFollowed ? next == end : next >= end).ShouldBeTrue(where);
                }
            }
        }
    }

    /// <summary>At every instant of the story, what the versions valid then say is what the store says of that time.</summary>
    private static async Task ShouldHaveSaidTheSameAsync(PlainZone zone, GoldenWorld world, string about)
    {
        var timeline = (IPartyTimeline)world.Store;
        DateTimeOffset[] instants =
        [
            .. world.Commits.SelectMany(at => (DateTimeOffset[])[at - TimeSpan.FromTicks(1), at, at + TimeSpan.FromTicks(1)]).Distinct().Order(),
        ];
        foreach ((string party, List<JsonElement> versions) in zone.Versions())
        {
            foreach (DateTimeOffset at in instants.Where((_, i) => i % 3 == party.Length % 3 || i > instants.Length - 9))
            {
                JsonElement[] valid = [.. versions.Where(row => Time(row, "valid_from") <= at && !(Time(row, "valid_to") <= at))];
                valid.Length.ShouldBeLessThanOrEqualTo(1, $"{about}, party {party}");
                PartyAsOf? asOf = await timeline.FindPartyAsOfAsync(new PartyId(party), at, None);
                GoldenRecord? expected = asOf is { Chain.Count: 1 } ? asOf.Golden : null;
                (valid.Length == 0 ? null : Text(valid[0], "content_hash"))
                    .ShouldBe(expected is null ? null : Convert.ToHexStringLower(expected.ContentHash), $"{about}, party {party} at {at:O}");
                if (expected is not null)
                {
                    valid[0].GetProperty("version").GetInt64().ShouldBe(asOf!.Commit!.Number, $"{about}, party {party} at {at:O}");
                }
            }
        }
    }

    private static string[] Rows(PlainZone zone) =>
        [.. zone.Current.Concat(zone.History).Select(row => row.GetRawText()).Order(StringComparer.Ordinal)];
}
