using System.CommandLine;
using PartyOrleans.Api.Loads;
using PartyOrleans.Connectors;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Local.Loading;
using PartyOrleans.Local.Output;
using PartyOrleans.Local.Zones;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Commands;

/// <summary><c>party load</c>: files into a durable hub.</summary>
internal static class LoadCommand
{
    /// <summary>Objects of buckets that are fetched and parsed at the same time.</summary>
    private const int ObjectsAhead = 4;

    /// <summary>Makes the command.</summary>
    public static Command Create() =>
        new Command("load", "Load files into the hub: resolve them with all that is there, and keep golden records. An interrupted load goes on where it was.")
        {
            SharedOptions.Inputs,
            SharedOptions.Mapping,
            SharedOptions.Source,
            SharedOptions.Train,
            SharedOptions.Bundle,
            SharedOptions.Database,
            SharedOptions.Strict,
        }.Does(RunAsync);

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        TimeProvider time = TimeProvider.System;
        long started = time.GetTimestamp();
        string database = arguments.GetRequiredValue(SharedOptions.Database);
        using NamedInputs inputs = await InputAccess.ExpandAsync(arguments.GetRequiredValue(SharedOptions.Inputs), cancellationToken);
        IReadOnlyList<InputFile> files = inputs.Files;
        InputOptions options = InputAccess.OptionsOf(arguments, keepPayload: true);
        if (arguments.GetValue(SharedOptions.Train) && files.Any(file => file.IsStandardInput))
        {
            throw new CommandException(ExitCode.Usage, "--train reads the inputs twice, and standard input can be read once.");
        }

        var results = new List<FileLoadResult>();
        StoreCounts counts = await WorkProgress.RunAsync(console, time, async progress =>
        {
            await using HubSession session = await HubSession.OpenAsync(
                database, arguments.GetValue(SharedOptions.Bundle), arguments.GetValue(SharedOptions.Train) ? TrainAsync : null, progress, cancellationToken);
            InputOptions byContract = options with { Contracts = SourceContracts.Of(session.Engine.Bundle) };
            var loads = new ObjectLoads(new FileLoad(session, byContract, progress), files.All(file => file.InZone is not null) ? ObjectsAhead : 1);
            await foreach (FileLoadResult result in loads.RunAsync(
                files.ToAsyncEnumerable(), (file, inUse) => InputReport.Show(console, file, inUse), static (_, _) => false, cancellationToken))
            {
                results.Add(result);
            }

            return await session.Store.CountAsync(cancellationToken);

            async Task<Bundle> TrainAsync(Bundle prior) =>
                (await TrainCommand.TrainAsync(files, options with { KeepPayload = false }, prior, progress, cancellationToken)).Trained;
        });
        Report(console, PartyStores.Describe(database), results, counts, time.GetElapsedTime(started));
        return arguments.GetValue(SharedOptions.Strict) && results.Exists(result => result.Rejected > 0) ? ExitCode.Input : ExitCode.Done;
    }

    private static void Report(HubConsole console, string database, List<FileLoadResult> results, StoreCounts counts, TimeSpan elapsed)
    {
        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteString("db", database);
            json.WriteStartArray("inputs");
            foreach (FileLoadResult result in results)
            {
                json.WriteStartObject();
                InputReport.Write(json, result.Input, result.InUse);
                json.WriteBoolean("was_loaded", result.WasLoaded);
                json.WriteNumber("resumed_after", result.ResumedAfter);
                json.WriteNumber("accepted", result.Accepted);
                json.WriteNumber("rejected", result.Rejected);
                json.WriteNumber("repeated", result.Repeated);
                json.WriteNumber("changed", result.Changed);
                InputReport.WriteContract(json, result.Report);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("records", counts.Records);
            json.WriteNumber("parties", counts.Parties);
            json.WriteNumber("reviews", counts.Reviews);
            json.WriteNumber("dead_letters", counts.DeadLetters);
            RunCost.Write(json, elapsed);
            json.WriteEndObject();
        });
        foreach (FileLoadResult result in results)
        {
            if (result.WasLoaded)
            {
                console.Line($"{result.Input}: loaded before and not changed since.");
                continue;
            }

            string resumed = result.ResumedAfter > 0 ? $", going on after {Figures.Count(result.ResumedAfter)}" : "";
            string repeated = result.Repeated > 0 ? $", {Figures.Count(result.Repeated)} repeated" : "";
            console.Line($"{result.Input}: {Figures.Of(result.Accepted, "record")}, {Figures.Count(result.Changed)} of them new or changed{repeated}{resumed}.");
            InputReport.NoteContract(console, result.Input, result.Report);
            if (result.Rejected > 0)
            {
                console.Note($"{result.Input}: {Figures.Of(result.Rejected, "line")} refused; see party dead-letters list --db {database}.");
            }
        }

        console.Line($"{database}: {Figures.Of(counts.Records, "record")} are {Figures.Of(counts.Parties, "party", "parties")}; "
            + $"{Figures.Of(counts.Reviews, "pair")} to review; {Figures.Duration(elapsed)}.");
    }
}
