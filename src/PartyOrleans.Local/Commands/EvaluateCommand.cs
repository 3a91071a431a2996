using System.CommandLine;
using PartyOrleans.Connectors;
using PartyOrleans.Local.Bundles;
using PartyOrleans.Local.Evaluation;
using PartyOrleans.Local.Loading;
using PartyOrleans.Local.Output;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Local.Commands;

/// <summary><c>party evaluate</c>: scores a partition against the truth.</summary>
internal static class EvaluateCommand
{
    private static readonly Option<string?> Clusters = new("--clusters", "-c")
    {
        Description = "Cluster file to score: CSV with record_id, party_id and, where there are several sources, source.",
        HelpName = "FILE",
    };

    private static readonly Option<string> Truth = new("--truth", "-t")
    {
        Description = "CSV with record_id (source/record_id where there are several sources) and entity_id; with --pairs left, right and label.",
        HelpName = "FILE",
        Required = true,
    };

    private static readonly Option<bool> Pairs = new("--pairs") { Description = "The truth is labelled pairs; score those only." };

    private static readonly Argument<string[]> Inputs = new Argument<string[]>("INPUT")
    {
        Description = "Files to resolve and score in one go, in place of --clusters.",
        Arity = ArgumentArity.ZeroOrMore,
    }.RefusingOptions();

    /// <summary>Makes the command.</summary>
    public static Command Create() =>
        new Command("evaluate", "Score clusters against the truth: pairwise and B-cubed precision, recall and F1, entities found exactly.")
        {
            Inputs,
            Truth,
            Pairs,
            Clusters,
            SharedOptions.Mapping,
            SharedOptions.Source,
            SharedOptions.Train,
            SharedOptions.Bundle,
        }.Does(RunAsync);

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        string[] inputs = arguments.GetValue(Inputs) ?? [];
        string? clusters = arguments.GetValue(Clusters);
        if (inputs.Length > 0 == (clusters is not null))
        {
            throw new CommandException(ExitCode.Usage, "evaluate needs either INPUT... to resolve, or --clusters FILE.");
        }

        string truth = arguments.GetRequiredValue(Truth);
        List<LabelledPair> pairs = arguments.GetValue(Pairs) ? LabelFile.ReadPairs(truth) : [];
        List<Membership> entities = arguments.GetValue(Pairs) ? [] : LabelFile.ReadTruth(truth);
        var partition = new PartyLookup(
            clusters is not null ? LabelFile.ReadClusters(clusters) : await ResolveAsync(arguments, inputs, console, cancellationToken));
        if (arguments.GetValue(Pairs))
        {
            ScoreReport.Write(console, PairScore.Of(partition, pairs));
        }
        else
        {
            ScoreReport.Write(console, ClusterScore.Of(partition, entities));
        }

        return ExitCode.Done;
    }

    private static async Task<List<Membership>> ResolveAsync(
        ParseResult arguments, string[] inputs, HubConsole console, CancellationToken cancellationToken)
    {
        using NamedInputs named = await InputAccess.ExpandAsync(inputs, cancellationToken);
        IReadOnlyList<InputFile> files = named.Files;
        InputOptions options = InputAccess.OptionsOf(arguments, keepPayload: false);
        Bundle? bundle = arguments.GetValue(SharedOptions.Bundle) is { } bundlePath ? await BundleChoice.ForAsync(bundlePath, cancellationToken) : null;
        FileResolution result = await WorkProgress.RunAsync(
            console,
            TimeProvider.System,
            progress => FileResolution.RunAsync(files, options, bundle, arguments.GetValue(SharedOptions.Train), progress, cancellationToken));
        InputReport.NoteRefused(console, result.DeadLetters, "");
        List<Membership> members = [.. result.Partition.Select(member => new Membership(member.Record, member.Party.Value))];
        members.Sort(static (a, b) => a.Key.CompareTo(b.Key)); // which record an id alone means must not depend on threads
        return members;
    }
}
