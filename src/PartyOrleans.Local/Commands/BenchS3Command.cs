using System.CommandLine;
using System.Globalization;
using PartyOrleans.Local.Bench;
using PartyOrleans.Local.Output;
using PartyOrleans.Local.Zones;

namespace PartyOrleans.Local.Commands;

/// <summary><c>party bench s3</c>: loading an object of a bucket beside the same file, and the memory of reading an object of some gigabytes.</summary>
internal static class BenchS3Command
{
    private static readonly Option<int> Size = new("--size")
    {
        Description = "Records to generate, put into the bucket and load both ways.",
        HelpName = "N",
        DefaultValueFactory = _ => 1_000_000,
    };

    private static readonly Option<string?> Bucket = new("--bucket")
    {
        Description = "Bucket that is there, as s3://bucket/prefix/; address and credentials by the usual AWS_* variables. bench/s3.sh starts a server with one.",
        HelpName = "LOCATION",
    };

    private static readonly Option<long?> MemoryBytes = new("--memory-bytes")
    {
        Description = "Measure instead the memory of reading an object of so many bytes, from a stand-in that makes them as they are asked for.",
        HelpName = "N",
    };

    private static readonly Option<string?> Read = new("--read") { Hidden = true };

    private static readonly Option<string> ReadWhat = new("--read-what") { Hidden = true, DefaultValueFactory = _ => "bytes" };

    /// <summary>Makes the command.</summary>
    /// <param name="outFolder">Where the result goes.</param>
    public static Command Create(Option<string> outFolder) =>
        new Command("s3", "Measure loading from a bucket beside loading from a file, or the memory of reading a great object.")
        {
            Size,
            Bucket,
            MemoryBytes,
            Read,
            ReadWhat,
            outFolder,
        }.Does((arguments, console, cancellationToken) => RunAsync(arguments, console, outFolder, cancellationToken));

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, Option<string> outFolder, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(Read) is { } endpoint)
        {
            await ReadingMemory.ReadAsync(console, new Uri(endpoint), arguments.GetValue(ReadWhat) == "records", cancellationToken);
            return ExitCode.Done;
        }

        string name;
        BenchFigures figures;
        if (arguments.GetValue(MemoryBytes) is { } bytes)
        {
            if (bytes < 100L << 20)
            {
                throw new CommandException(ExitCode.Usage, $"--memory-bytes must be at least {100L << 20}: less says nothing about memory.");
            }

            name = string.Create(CultureInfo.InvariantCulture, $"s3-memory-{bytes / 1_000_000}mb");
            figures = new BenchFigures(bytes / EndlessObject.LineBytes, await WorkProgress.RunAsync(
                console, TimeProvider.System, progress => ReadingMemory.MeasureAsync(bytes, progress, cancellationToken)));
        }
        else
        {
            string bucket = arguments.GetValue(Bucket) ?? throw new CommandException(ExitCode.Usage, "--bucket is needed: s3://bucket/prefix/. bench/s3.sh starts a server with one.");
            int records = arguments.GetValue(Size);
            name = string.Create(CultureInfo.InvariantCulture, $"s3-{records}");
            figures = new BenchFigures(records, await WorkProgress.RunAsync(
                console, TimeProvider.System, progress => BucketFigures.MeasureAsync(records, ZoneAccess.LocationOf(bucket), progress, cancellationToken)));
        }

        await FigureFile.WriteAsync(console, arguments.GetRequiredValue(outFolder), name, figures, cancellationToken);
        return ExitCode.Done;
    }
}
