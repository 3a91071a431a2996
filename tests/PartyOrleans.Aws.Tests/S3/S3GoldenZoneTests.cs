using System.IO.Compression;
using PartyOrleans.Connectors.GoldenZone;
using PartyOrleans.Connectors.Zones;
using PartyOrleans.TestKit.GoldenZone;
using PartyOrleans.TestKit.S3;

namespace PartyOrleans.Aws.Tests.S3;

/// <summary>Golden zones in a bucket of a real S3 server (s3rver).</summary>
public sealed class S3GoldenZoneTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [S3Fact]
    public async Task GoldenZone_InABucketOfS3rver_HoldsWhatOneInAFolderHolds()
    {
        await using GoldenWorld world = await GoldenWorld.TellAsync(21);
        var options = new GoldenZoneOptions { Buckets = 3, Grace = TimeSpan.Zero, CompactEvery = TimeSpan.Zero };
        using (GoldenZoneWriter folder = world.Writer(options))
        {
            await folder.BuildAsync(world.Source, None);
        }

        using IObjectZone bucket = await TestZones.OpenAsync();
        using (var writer = new GoldenZoneWriter(bucket, options, world.Time))
        {
            foreach (GoldenChange[] batch in (await world.ChangesAsync(writer, 0, 10_000)).Chunk(40))
            {
                await writer.AppendAsync(batch, None);
                await writer.TendAsync(world.Source, None);
            }

            await writer.CompactAsync(isWhole: true, None);
            await writer.TendAsync(world.Source, None);
        }

        (await RowsAsync(bucket)).ShouldBe(await RowsAsync(world.Zone));
        using var next = new GoldenZoneWriter(bucket, options, world.Time);
        GoldenManifest manifest = await next.ReadAsync(None);
        manifest.Replaced.ShouldBeEmpty();
        string[] named = [.. manifest.Current.Concat(manifest.History).Select(file => file.Key), GoldenManifest.Key, "lists/current/files.txt", "lists/history/files.txt"];
        (await KeysAsync(bucket)).ShouldBe(named.Order(StringComparer.Ordinal));
        (await TextAsync(bucket, "lists/current/files.txt")).ShouldBe(string.Concat(manifest.Current.Select(file => $"{bucket.Location}{file.Key}\n")));
    }

    private static async Task<List<string>> KeysAsync(IObjectZone zone)
    {
        var keys = new List<string>();
        await foreach (ZoneObject held in zone.ListAsync("", "", None))
        {
            keys.Add(held.Key);
        }

        return keys;
    }

    private static async Task<IReadOnlyList<string>> RowsAsync(IObjectZone zone)
    {
        var rows = new List<string>();
        foreach (string key in (await KeysAsync(zone)).Where(key => key.EndsWith(".gz", StringComparison.Ordinal)))
        {
            rows.AddRange((await TextAsync(zone, key)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        return [.. rows.Order(StringComparer.Ordinal)];
    }

    private static async Task<string> TextAsync(IObjectZone zone, string key)
    {
        Stream content = zone.OpenRead((await zone.FindAsync(key, None))!, None);
        using var text = new StreamReader(key.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(content, CompressionMode.Decompress) : content);
        return await text.ReadToEndAsync(None);
    }
}
