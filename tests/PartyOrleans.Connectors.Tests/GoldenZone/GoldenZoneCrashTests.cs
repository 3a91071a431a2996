using PartyOrleans.Connectors.GoldenZone;
using PartyOrleans.Connectors.Zones;
using PartyOrleans.Model;
using PartyOrleans.Resolution;
using PartyOrleans.TestKit.Generation;
using PartyOrleans.TestKit.GoldenZone;

namespace PartyOrleans.Connectors.Tests.GoldenZone;

/// <summary>A writer that ends at any point leaves a zone that can be read, and the next one goes on as if nothing had happened.</summary>
public sealed class GoldenZoneCrashTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>Small, so that every kind of step happens within few writes.</summary>
    private static readonly GoldenZoneOptions Options = new() { Buckets = 2, CompactFiles = 3, Grace = TimeSpan.FromMinutes(1), CompactEvery = TimeSpan.FromSeconds(1) };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Zone_WhenTheWriterEndsAtAnyWriteOrDelete_IsReadableAndGoesOn(bool doesLast)
    {
        await using GoldenWorld world = await TellAsync();
        (string[] expected, int operations) = await RunWholeAsync(world);
        operations.ShouldBeGreaterThan(40);
        for (int end = 0; end < operations; end++)
        {
            Directory.Delete(world.ZonePath, recursive: true);
            var zone = new FailingZone(world.Zone, end, doesLast);
            await Should.ThrowAsync<ZoneException>(() => RunAsync(world, zone));
            bool isBegun = File.Exists(Path.Combine(world.ZonePath, GoldenManifest.Key));
            if (isBegun)
            {
                PlainZone.Read(world.ZonePath);
            }

            await RunAsync(world, world.Zone);

            PlainZone after = PlainZone.Read(world.ZonePath);
            Rows(after).ShouldBe(expected, $"after {end} of {operations}");
            ShouldHoldNothingElse(world, after, $"after {end} of {operations}");
        }
    }

    /// <summary>Deliveries of a few events each, looked after now and then as time goes by, and built from the start in the middle.</summary>
    private static async Task RunAsync(GoldenWorld world, IObjectZone zone)
    {
        using var writer = new GoldenZoneWriter(zone, Options, world.Time);
        for (int round = 0; round < 3; round++)
        {
            for (int delivery = 0; delivery < 4; delivery++)
            {
                long after = (await writer.ReadAsync(None)).Progress.Position;
                await writer.AppendAsync(await world.ChangesAsync(writer, after, 5), None);
            }

            world.Time.Advance(TimeSpan.FromMinutes(2));
            await writer.TendAsync(world.Source, None);
            if (round == 1)
            {
                await writer.BuildAsync(world.Source, None);
            }
        }

        await writer.CompactAsync(isWhole: true, None);
        world.Time.Advance(TimeSpan.FromMinutes(2));
        await writer.TendAsync(world.Source, None);
    }

    private static async Task<(string[] Rows, int Operations)> RunWholeAsync(GoldenWorld world)
    {
        var zone = new FailingZone(world.Zone, int.MaxValue, doesLast: false);
        await RunAsync(world, zone);
        return (Rows(PlainZone.Read(world.ZonePath)), zone.Asked);
    }

    private static async Task<GoldenWorld> TellAsync()
    {
        GoldenWorld world = await GoldenWorld.CreateAsync();
        foreach (InputBatch batch in Batches.Of(HubStory.Draw(5, new NastyOptions { Parties = 6 }, 50, 16), 2))
        {
            world.Time.Advance(TimeSpan.FromSeconds(1));
            await world.ApplyAsync(batch);
        }

        return world;
    }

    private static string[] Rows(PlainZone zone) =>
        [.. zone.Current.Concat(zone.History).Select(row => row.GetRawText()).Order(StringComparer.Ordinal)];

    private static void ShouldHoldNothingElse(GoldenWorld world, PlainZone zone, string about)
    {
        string[] named =
        [
            .. new[] { "current", "history", "changes" }
                .SelectMany(table => zone.Manifest.GetProperty(table).EnumerateArray().Select(file => file.GetProperty("key").GetString()!)),
            .. zone.Manifest.GetProperty("replaced").EnumerateArray().Select(file => file.GetProperty("key").GetString()!),
            GoldenManifest.Key, "lists/current/files.txt", "lists/history/files.txt",
        ];
        Directory.EnumerateFiles(world.ZonePath, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(world.ZonePath, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal).ShouldBe(named.Order(StringComparer.Ordinal), about);
    }
}
