using System.Globalization;
using PartyOrleans.Aws.S3;
using PartyOrleans.Connectors;
using PartyOrleans.Connectors.Zones;
using PartyOrleans.Local.Output;
using PartyOrleans.Local.Zones;

namespace PartyOrleans.Local.Bench;

/// <summary>
/// The memory of a process that reads one great object and keeps nothing: first its bytes alone, then also its records. What a hub keeps of the
/// records is no part of it. The reader remembers a hash of each record id (some 20 to 50 bytes), to find those that come twice in one input.
/// </summary>
internal static class ReadingMemory
{
    private const int Samples = 20;

    /// <summary>Measures in processes of their own, over a stand-in for an S3 server in this one.</summary>
    /// <param name="bytes">Size of the object.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<(string Name, double Value, string Unit)[]> MeasureAsync(long bytes, WorkProgress progress, CancellationToken cancellationToken)
    {
        long size = bytes / EndlessObject.LineBytes * EndlessObject.LineBytes;
        await using EndlessObject server = await EndlessObject.StartAsync(size);
        var figures = new List<(string, double, string)> { ("object", size / 1e6, "MB") };
        foreach (string what in (string[])["bytes", "records"])
        {
            progress.Begin($"reading {what}", "objects");
            ChildRun run = await ChildRun.RunAsync(["bench", "s3", "--read", server.Url, "--read-what", what, "--json"], cancellationToken);
            double[] samples = [.. run.Output.GetProperty("resident").EnumerateArray().Select(sample => sample.GetDouble() / 1e6)];
            figures.Add(($"reading {what}", size / 1e6 / run.Output.GetProperty("seconds").GetDouble(), "MB/s"));
            for (int i = 0; i < samples.Length; i += 3)
            {
                figures.Add((string.Create(CultureInfo.InvariantCulture, $"memory reading {what}, at {100 * (i + 1) / Samples} %"), samples[i], "MB"));
            }

            figures.Add(($"memory reading {what}, at 100 %", samples[^1], "MB"));
            figures.Add(($"memory reading {what}, greatest", run.Output.GetProperty("peak_bytes").GetDouble() / 1e6, "MB"));
        }

        progress.End();
        return [.. figures];
    }

    /// <summary>Reads the object of a stand-in to its end in this process, and tells how its memory went.</summary>
    /// <param name="console">Output.</param>
    /// <param name="endpoint">Address of the stand-in.</param>
    /// <param name="asRecords">Whether records are made of the bytes.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task ReadAsync(HubConsole console, Uri endpoint, bool asRecords, CancellationToken cancellationToken)
    {
        long began = TimeProvider.System.GetTimestamp();
        using IObjectZone zone = ZoneAccess.Open(ZoneLocation.Parse("s3://bench"), new S3ZoneOptions { Endpoint = endpoint }, TimeProvider.System);
        ZoneObject target = await zone.FindAsync(EndlessObject.Key, cancellationToken) ?? throw new InputException($"{endpoint}: there is no object {EndlessObject.Key}.");
        var resident = new List<long>();
        long records = 0;
        await using Stream stream = zone.OpenRead(target, cancellationToken);
        if (asRecords)
        {
            using RecordReader reader = RecordReader.Open(InputFile.Of(zone, target), new InputOptions(), stream);
            await foreach (RecordBatch batch in reader.ReadAsync(0, cancellationToken))
            {
                records = batch.RecordsDone;
                Sample(records * EndlessObject.LineBytes);
            }
        }
        else
        {
            byte[] buffer = new byte[1 << 20];
            long done = 0;
            for (int got = await stream.ReadAsync(buffer, cancellationToken); got > 0; got = await stream.ReadAsync(buffer, cancellationToken))
            {
                done += got;
                Sample(done);
            }
        }

        TimeSpan elapsed = TimeProvider.System.GetElapsedTime(began);
        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("records", records);
            json.WriteStartArray("resident");
            resident.ForEach(json.WriteNumberValue);
            json.WriteEndArray();
            Commands.RunCost.Write(json, elapsed);
            json.WriteEndObject();
        });

        void Sample(long done)
        {
            if (resident.Count < Samples && done >= target.Size / Samples * (resident.Count + 1))
            {
                resident.Add(Environment.WorkingSet);
            }
        }
    }
}
