using System.CommandLine;
using System.Globalization;
using PartyOrleans.Local.Bench;
using PartyOrleans.Local.Output;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Commands;

/// <summary><c>party bench serve</c>: rates and latencies of a hub that serves over HTTP, driven by 64 connections from the same machine.</summary>
internal static class BenchServeCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="outFolder">Where the result goes.</param>
    public static Command Create(Option<string> outFolder) =>
        new Command("serve", "Measure a hub over a loaded store: reads, search, live upserts and a bulk stream. The store holds more records afterwards.")
        {
            SharedOptions.Database,
            outFolder,
        }.Does((arguments, console, cancellationToken) => WorkProgress.RunAsync(
            console, TimeProvider.System, progress => MeasureAsync(arguments, console, outFolder, progress, cancellationToken)));

    private static async Task<int> MeasureAsync(
        ParseResult arguments, HubConsole console, Option<string> outFolder, WorkProgress progress, CancellationToken cancellationToken)
    {
        string database = arguments.GetRequiredValue(SharedOptions.Database);
        long records;
        await using (IPartyStore store = await StoreAccess.OpenToReadAsync(arguments, cancellationToken))
        {
            records = (await store.CountAsync(cancellationToken)).Records;
        }

        (string Name, double Value, string Unit)[] figures = await ServeFigures.MeasureAsync(
            database, progress, cancellationToken);
        await FigureFile.WriteAsync(
            console, arguments.GetRequiredValue(outFolder), string.Create(CultureInfo.InvariantCulture, $"serve-{records}"),
            new BenchFigures(records, figures), cancellationToken);
        return ExitCode.Done;
    }
}
