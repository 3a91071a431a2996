using System.CommandLine;
using PartyOrleans.Local.Evaluation;

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

    /// <summary>Makes the command.</summary>
    public static Command Create() =>
        new Command("evaluate", "Score clusters against the truth: pairwise and B-cubed precision, recall and F1, entities found exactly.")
        {
            Clusters,
            Truth,
            Pairs,
        }.Does((arguments, console, _) =>
        {
            string clusters = arguments.GetValue(Clusters) ?? throw new CommandException(ExitCode.Usage, "evaluate needs --clusters FILE.");
            var partition = new PartyLookup(LabelFile.ReadClusters(clusters));
            string truth = arguments.GetRequiredValue(Truth);
            if (arguments.GetValue(Pairs))
            {
                ScoreReport.Write(console, PairScore.Of(partition, LabelFile.ReadPairs(truth)));
            }
            else
            {
                ScoreReport.Write(console, ClusterScore.Of(partition, LabelFile.ReadTruth(truth)));
            }

            return Task.FromResult(ExitCode.Done);
        });
}
