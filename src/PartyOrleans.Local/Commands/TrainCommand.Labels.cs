using System.Globalization;
using System.Text.Json;
using PartyOrleans.Local.Output;
using PartyOrleans.Matching.Labels;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution;
using Spectre.Console;

namespace PartyOrleans.Local.Commands;

/// <summary>What labels taught, and how it is told.</summary>
internal static partial class TrainCommand
{
    /// <summary>What a file of labels made of a bundle.</summary>
    /// <param name="Learned">The bundle, and what each model learned.</param>
    /// <param name="Use">What of the file was of use.</param>
    private sealed record LabelLesson(LabelledBundle Learned, LabelUse Use);

    private static LabelLesson Learn(BulkResolution records, Bundle trained, TrainingLabels labels, CancellationToken cancellationToken)
    {
        IReadOnlyList<PairLabel> pairs = labels.PairsAmong(records, trained, out LabelUse use, cancellationToken);
        LabelledBundle learned = records.Learn(trained, pairs, cancellationToken);
        return new LabelLesson(learned, use with { Contradicted = use.Contradicted + learned.Left.Contradicted });
    }

    /// <summary>Notes labels that were of no use, on standard error.</summary>
    private static void NoteUnused(HubConsole console, string path, LabelLesson lesson)
    {
        (int count, string what)[] reasons =
        [
            (lesson.Use.Unknown, "records are not in the inputs"),
            (lesson.Use.Ambiguous, "record ids are those of several records; name them as source/record id"),
            (lesson.Use.Contradicted, "labels contradict each other and were left out"),
            (lesson.Learned.Left.OfTwoTypes, "pairs are of a person and an organisation, which are never compared"),
        ];
        foreach ((int count, string what) in reasons)
        {
            if (count > 0)
            {
                console.Note($"{path}: {Figures.Count(count)} {what}.");
            }
        }

        if (lesson.Use.UnusedLines > 0)
        {
            console.Note($"{path}: {Figures.Of(lesson.Use.UnusedLines, "line")} of {Figures.Count(lesson.Use.Lines)} not used.");
        }
    }

    private static void Write(Utf8JsonWriter json, LabelLesson lesson)
    {
        json.WriteStartObject("labels");
        json.WriteNumber("lines", lesson.Use.Lines);
        json.WriteNumber("unused_lines", lesson.Use.UnusedLines);
        json.WriteNumber("unknown_records", lesson.Use.Unknown);
        json.WriteNumber("ambiguous_records", lesson.Use.Ambiguous);
        json.WriteNumber("contradicted", lesson.Use.Contradicted);
        json.WriteNumber("pairs_of_two_types", lesson.Learned.Left.OfTwoTypes);
        Write(json, "persons", lesson.Learned.Persons);
        Write(json, "organisations", lesson.Learned.Organisations);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string what, LabelResult result)
    {
        json.WriteStartObject(what);
        json.WriteNumber("matches", result.Matches);
        json.WriteNumber("non_matches", result.NonMatches);
        json.WriteBoolean("changed", result.IsChanged);
        json.WriteString("reason", result.Reason);
        json.WriteNumber("log_loss_before", Math.Round(result.Before.LogLoss, 6));
        json.WriteNumber("log_loss_after", Math.Round(result.After.LogLoss, 6));
        json.WriteNumber("brier_before", Math.Round(result.Before.Brier, 6));
        json.WriteNumber("brier_after", Math.Round(result.After.Brier, 6));
        json.WriteNumber("calibration_slope", result.Model.CalibrationSlope);
        json.WriteNumber("calibration_bits", result.Model.CalibrationBits);
        json.WriteStartArray("adjusted");
        foreach ((string comparison, string level, double bits) in Adjusted(result.Model))
        {
            json.WriteStartObject();
            json.WriteString("comparison", comparison);
            json.WriteString("level", level);
            json.WriteNumber("bits", bits);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Shows what labels changed, and how well probabilities fit them before and on labels not learned from.</summary>
    private static void Show(HubConsole console, string what, LabelResult result)
    {
        string counts = $"{Figures.Of(result.Matches, "matching pair")}, {Figures.Count(result.NonMatches)} not matching";
        console.Line($"labels, {what}: {counts}; {(result.IsChanged ? "model changed" : "model not changed")}: {result.Reason}");
        if (result.Matches + result.NonMatches == 0)
        {
            return;
        }

        console.Line($"  log loss {Fit(result.Before.LogLoss)} before, {Fit(result.After.LogLoss)} after; Brier score {Fit(result.Before.Brier)} before, "
            + $"{Fit(result.After.Brier)} after (after: on pairs not learned from)");
        if (!result.IsChanged)
        {
            return;
        }

        Table table = new Table().Border(TableBorder.Simple).Title(new TableTitle($"{what}: what labels added"));
        table.AddColumn("comparison", column => column.NoWrap());
        table.AddColumn("level", column => column.NoWrap());
        table.AddColumn("bits", column => column.RightAligned().NoWrap());
        foreach ((string comparison, string level, double bits) in Adjusted(result.Model))
        {
            table.AddRow(new Text(comparison), new Text(level), new Text(bits.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture)));
        }

        if (table.Rows.Count > 0)
        {
            console.Show(table);
        }
    }

    private static IEnumerable<(string Comparison, string Level, double Bits)> Adjusted(MatchModel model) =>
        from comparison in model.Comparisons
        from level in comparison.Levels
        where level.AdjustBits != 0
        select (comparison.Name, level.Name, level.AdjustBits);

    private static string Fit(double value) => value.ToString("0.00000", CultureInfo.InvariantCulture);
}
