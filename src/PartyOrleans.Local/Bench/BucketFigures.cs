using PartyOrleans.Aws.S3;
using PartyOrleans.Connectors;
using PartyOrleans.Connectors.Zones;
using PartyOrleans.Local.Generate;
using PartyOrleans.Local.Output;
using PartyOrleans.Local.Zones;

namespace PartyOrleans.Local.Bench;

/// <summary>How long it takes to load an object of a bucket, beside the same file from the disk. Each load is a process of its own, into a store of its own.</summary>
internal static class BucketFigures
{
    private const int Runs = 3;

    /// <summary>Measures.</summary>
    /// <param name="records">Records to generate.</param>
    /// <param name="location">Bucket and prefix that the object is put into; it is deleted afterwards.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="InputException">The bucket cannot be used.</exception>
    public static async Task<(string Name, double Value, string Unit)[]> MeasureAsync(
        int records, ZoneLocation location, WorkProgress progress, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("party-bench-").FullName;
        string key = $"people-{records}.csv";
        using IObjectZone zone = ZoneAccess.Open(location, new S3ZoneOptions(), TimeProvider.System);
        try
        {
            progress.Begin("generating", "records");
            string file = (await GeneratedFiles.WriteAsync(new GeneratorOptions(records, Sources: 1), Path.Combine(folder, "generated"), cancellationToken))[0];
            double megabytes = new FileInfo(file).Length / 1e6;
            progress.Begin("putting", "objects");
            long began = TimeProvider.System.GetTimestamp();
            await using (FileStream content = File.OpenRead(file))
            {
                await zone.PutAsync(key, content, cancellationToken);
            }

            TimeSpan putting = TimeProvider.System.GetElapsedTime(began);
            var fromFile = new List<ChildRun>();
            var fromBucket = new List<ChildRun>();
            progress.Begin("loading", "times", 2 * Runs);
            for (int i = 0; i < Runs; i++)
            {
                // In turns, so that what else the machine does meets both alike.
                fromFile.Add(await LoadAsync(file, folder, cancellationToken));
                progress.Advance(1);
                fromBucket.Add(await LoadAsync(location.TextOf(key), folder, cancellationToken));
                progress.Advance(1);
            }

            TimeSpan file50 = Median(fromFile);
            TimeSpan bucket50 = Median(fromBucket);
            progress.End();
            return
            [
                ("object", megabytes, "MB"),
                ("put", megabytes / putting.TotalSeconds, "MB/s"),
                ("load from file, median of 3", file50.TotalSeconds, "s"),
                ("load from bucket, median of 3", bucket50.TotalSeconds, "s"),
                ("bucket to file", bucket50 / file50, ""),
                ("memory from file", fromFile.Max(run => run.PeakBytes) / 1e6, "MB"),
                ("memory from bucket", fromBucket.Max(run => run.PeakBytes) / 1e6, "MB"),
            ];
        }
        catch (ZoneException failure)
        {
            throw new InputException(failure.Message, failure);
        }
        finally
        {
            await zone.DeleteAsync(key, CancellationToken.None).ContinueWith(
                static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<ChildRun> LoadAsync(string input, string folder, CancellationToken cancellationToken)
    {
        string store = Path.Combine(folder, "store");
        Directory.CreateDirectory(store);
        ChildRun run = await ChildRun.RunAsync(["load", input, "--db", Path.Combine(store, "party.db"), "--json"], cancellationToken);
        Directory.Delete(store, recursive: true);
        return run;
    }

    private static TimeSpan Median(List<ChildRun> runs) => runs.Select(run => run.Wall).Order().ElementAt(runs.Count / 2);
}
