using System.CommandLine;
using PartyOrleans.Connectors;
using PartyOrleans.Local.Bundles;
using PartyOrleans.Local.Export;
using PartyOrleans.Local.Loading;
using PartyOrleans.Local.Output;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Local.Commands;

/// <summary><c>party resolve</c>: files to clusters, no store.</summary>
internal static class ResolveCommand
{
    private static readonly Option<string> Clusters = new("--clusters", "-c")
    {
        Description = "Cluster file to write: source,record_id,party_id; - for standard output.",
        HelpName = "FILE",
        Required = true,
    };

    /// <summary>Makes the command.</summary>
    public static Command Create() =>
        new Command("resolve", "Find which records of some files are the same party; files in, clusters out, no store.")
        {
            SharedOptions.Inputs,
            SharedOptions.Mapping,
            SharedOptions.Source,
            SharedOptions.Train,
            SharedOptions.Bundle,
            Clusters,
            SharedOptions.Strict,
        }.Does(RunAsync);

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        TimeProvider time = TimeProvider.System;
        long started = time.GetTimestamp();
        string path = arguments.GetRequiredValue(Clusters);
        bool toOutput = string.Equals(path, "-", StringComparison.Ordinal);
        if (toOutput && console.Json)
        {
            throw new CommandException(ExitCode.Usage, "--clusters - and --json both want standard output; name a file.");
        }

        using NamedInputs inputs = await InputAccess.ExpandAsync(arguments.GetRequiredValue(SharedOptions.Inputs), cancellationToken);
        IReadOnlyList<InputFile> files = inputs.Files;
        InputOptions options = InputAccess.OptionsOf(arguments, keepPayload: false);
        Bundle? named = arguments.GetValue(SharedOptions.Bundle) is { } bundlePath ? await BundleChoice.ForAsync(bundlePath, cancellationToken) : null;
        FileResolution result = await WorkProgress.RunAsync(
            console, time, progress => FileResolution.RunAsync(files, options, named, arguments.GetValue(SharedOptions.Train), progress, cancellationToken));
        await OutputFile.WriteAsync(path, console, stream => ClusterFile.WriteAsync(stream, result.Partition, cancellationToken));
        Report(console, result, path, toOutput, time.GetElapsedTime(started));
        return arguments.GetValue(SharedOptions.Strict) && result.DeadLetters.Count > 0 ? ExitCode.Input : ExitCode.Done;
    }

    private static void Report(HubConsole console, FileResolution result, string path, bool toOutput, TimeSpan elapsed)
    {
        InputReport.NoteRefused(console, result.DeadLetters, "");
        if (toOutput)
        {
            return;
        }

        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteString("clusters", path);
            json.WriteNumber("records", result.Partition.Count);
            json.WriteNumber("parties", result.Partition.PartyCount);
            json.WriteNumber("repeated", result.Repeated);
            json.WriteNumber("replaced", result.Replaced);
            json.WriteString("bundle", result.BundleName);
            json.WriteStartArray("inputs");
            foreach ((InputFile file, MappingInUse inUse) in result.Inputs)
            {
                json.WriteStartObject();
                InputReport.Write(json, file.Name, inUse);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            InputReport.WriteRefused(json, result.DeadLetters);
            RunCost.Write(json, elapsed);
            json.WriteEndObject();
        });
        foreach ((InputFile file, MappingInUse inUse) in result.Inputs)
        {
            InputReport.Show(console, file, inUse);
        }

        console.Line($"{Figures.Of(result.Partition.Count, "record")} are {Figures.Of(result.Partition.PartyCount, "party", "parties")}, by bundle {result.BundleName}; {path} written in {Figures.Duration(elapsed)}.");
    }
}
