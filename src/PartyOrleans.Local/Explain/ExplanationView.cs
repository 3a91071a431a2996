using System.Text.Json;
using PartyOrleans.Local.Export;
using PartyOrleans.Local.Output;
using PartyOrleans.Matching.Scoring;
using PartyOrleans.Model;
using PartyOrleans.Resolution.Embedded;

namespace PartyOrleans.Local.Explain;

/// <summary>Shows explanations: a pair as a waterfall of bits, a party as the merges that made it; and both as JSON.</summary>
internal static class ExplanationView
{
    /// <summary>Records of a group that are named before the rest is counted.</summary>
    private const int RecordsNamed = 6;

    /// <summary>Decimals of bits in JSON.</summary>
    private const int BitDecimals = 4;

    /// <summary>The steps from the prior to the match weight; they add up to it, less what is too small to show.</summary>
    public static IReadOnlyList<WaterfallStep> StepsOf(PairExplanation pair) =>
        [.. ExplanationStep.Of(pair).Select(step => new WaterfallStep(step.Comparison, step.Level, step.Left, step.Right, step.Bits))];

    /// <summary>Shows a pair.</summary>
    public static void Show(HubConsole console, PairExplanation pair)
    {
        console.Show(Waterfall.Draw(StepsOf(pair), HubConsole.Width));
        console.Line($"match weight {Figures.Bits(pair.Weight.TotalBits)} bits, match probability {Figures.Probability(pair.Weight.Probability)}");
        console.Line(pair.SharedBlocks.Count > 0
            ? $"compared because they share {string.Join(", ", pair.SharedBlocks)}"
            : "no blocking rule brings the two together: they would only be compared inside a component");
    }

    /// <summary>Shows one merge of a party.</summary>
    public static void Show(HubConsole console, int number, PartyStep step)
    {
        string because = step.ByJudgement ? "a steward linked them" : $"on average {Figures.Bits(step.AverageBits)} bits over all their pairs";
        console.Line($"{number}. {Names(step.Left)} with {Names(step.Right)}: {because}");
        if (step.Strongest is { } pair)
        {
            console.Line($"   strongest pair {pair.Left} and {pair.Right}:");
            Show(console, pair);
        }
    }

    /// <summary>Members of a pair's explanation.</summary>
    public static void Write(Utf8JsonWriter json, PairExplanation pair)
    {
        json.WriteStartObject("left");
        PartyJson.WriteKey(json, pair.Left);
        json.WriteEndObject();
        json.WriteStartObject("right");
        PartyJson.WriteKey(json, pair.Right);
        json.WriteEndObject();
        json.WriteNumber("weight_bits", Math.Round(pair.Weight.TotalBits, BitDecimals));
        json.WriteNumber("probability", pair.Weight.Probability);
        json.WriteStartArray("steps");
        var probabilities = pair.Weight.Parts.ToDictionary(part => part.Comparison, StringComparer.Ordinal);
        foreach (WaterfallStep step in StepsOf(pair))
        {
            json.WriteStartObject();
            json.WriteString("comparison", step.Comparison);
            json.WriteString("level", step.Level);
            json.WriteString("left", step.Left);
            json.WriteString("right", step.Right);
            json.WriteNumber("bits", Math.Round(step.Bits, BitDecimals));
            if (probabilities.TryGetValue(step.Comparison, out WeightPart? part))
            {
                json.WriteNumber("m", part.M);
                json.WriteNumber("u", part.U);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("shared_blocks");
        foreach (string block in pair.SharedBlocks)
        {
            json.WriteStringValue(block);
        }

        json.WriteEndArray();
    }

    /// <summary>Members of a merge.</summary>
    public static void Write(Utf8JsonWriter json, PartyStep step)
    {
        WriteKeys(json, "left", step.Left);
        WriteKeys(json, "right", step.Right);
        json.WriteNumber("average_bits", Math.Round(step.AverageBits, BitDecimals));
        json.WriteBoolean("by_judgement", step.ByJudgement);
        if (step.Strongest is { } pair)
        {
            json.WriteStartObject("strongest");
            Write(json, pair);
            json.WriteEndObject();
        }
    }

    /// <summary>Records by name, the first few of many.</summary>
    public static string Names(IReadOnlyList<RecordKey> records) =>
        string.Join(" + ", records.Take(RecordsNamed)) + (records.Count > RecordsNamed ? $" + {records.Count - RecordsNamed} more" : "");

    private static void WriteKeys(Utf8JsonWriter json, string name, IReadOnlyList<RecordKey> keys)
    {
        json.WriteStartArray(name);
        foreach (RecordKey key in keys)
        {
            json.WriteStartObject();
            PartyJson.WriteKey(json, key);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
