using System.Text.Json;
using PartyOrleans.Local.Output;
using Spectre.Console;

namespace PartyOrleans.Local.Evaluation;

/// <summary>Writes scores as a table or as JSON; both carry the same figures, rounded to five decimals.</summary>
internal static class ScoreReport
{
    private const int Decimals = 5;

    /// <summary>Writes the score of a partition.</summary>
    public static void Write(HubConsole console, ClusterScore score, Action<Utf8JsonWriter>? more = null)
    {
        Write(console, more,
        [
            ("records", score.Records), ("missing", score.Missing), ("parties", score.Parties), ("entities", score.Entities),
            ("true_pairs", score.TruePairs), ("tp", score.TruePositives),
        ],
        [
            ("precision", score.Precision), ("recall", score.Recall), ("f1", score.F1), ("b3_precision", score.BCubedPrecision),
            ("b3_recall", score.BCubedRecall), ("b3_f1", score.BCubedF1), ("exact_entities", score.ExactEntities),
        ]);
    }

    /// <summary>Writes the score of labelled pairs.</summary>
    public static void Write(HubConsole console, PairScore score, Action<Utf8JsonWriter>? more = null)
    {
        Write(console, more,
        [
            ("pairs", score.Pairs), ("missing", score.Missing), ("tp", score.TruePositives), ("fp", score.FalsePositives), ("fn", score.FalseNegatives),
        ],
        [
            ("precision", score.Precision), ("recall", score.Recall), ("f1", score.F1),
        ]);
    }

    private static void Write(HubConsole console, Action<Utf8JsonWriter>? more, (string Name, long Value)[] counts, (string Name, double Value)[] scores)
    {
        console.Document(json =>
        {
            json.WriteStartObject();
            foreach ((string name, long value) in counts)
            {
                json.WriteNumber(name, value);
            }

            foreach ((string name, double value) in scores)
            {
                json.WriteNumber(name, Math.Round(value, Decimals));
            }

            more?.Invoke(json);
            json.WriteEndObject();
        });

        var grid = new Grid();
        grid.AddColumn(new GridColumn().NoWrap().PadRight(2));
        grid.AddColumn(new GridColumn().NoWrap().RightAligned());
        foreach ((string name, long value) in counts)
        {
            grid.AddRow(new Text(name), new Text(Figures.Count(value)));
        }

        foreach ((string name, double value) in scores)
        {
            grid.AddRow(new Text(name), new Text(Figures.Score(Math.Round(value, Decimals))));
        }

        console.Show(grid);
    }
}
