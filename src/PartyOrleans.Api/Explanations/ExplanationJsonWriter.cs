using System.Text.Json;
using PartyOrleans.Api.Privacy;
using PartyOrleans.Api.Records;
using PartyOrleans.Matching.Scoring;
using PartyOrleans.Model;
using PartyOrleans.Resolution.Embedded;

namespace PartyOrleans.Api.Explanations;

/// <summary>The JSON of explanations; the one place where the values that were compared leave.</summary>
internal static class ExplanationJsonWriter
{
    /// <summary>Decimals of bits.</summary>
    private const int BitDecimals = 4;

    private static readonly JsonEncodedText LeftName = JsonEncodedText.Encode("left");
    private static readonly JsonEncodedText RightName = JsonEncodedText.Encode("right");

    /// <summary>Writes why two records are together or apart.</summary>
    public static void Write(Utf8JsonWriter json, RecordPairAnswer answer, IValueMask mask)
    {
        json.WriteBoolean("together", answer.Together);
        json.WriteString("judgement", answer.Judgement switch { > 0 => "must-link", < 0 => "cannot-link", _ => "none" });
        if (answer.Pair is { } pair)
        {
            json.WriteStartObject("pair");
            WriteMembers(json, pair, mask);
            json.WriteEndObject();
        }

        if (answer.SmallestChange is { } change)
        {
            json.WriteStartObject("smallest_change");
            json.WriteString("comparison", change.Comparison);
            json.WriteString("from", change.From);
            json.WriteString("to", change.To);
            json.WriteNumber("weight_bits", Math.Round(change.WeightBits, BitDecimals));
            json.WriteEndObject();
        }

        json.WriteStartArray("path");
        for (int i = 0; i < answer.Path.Count; i++)
        {
            json.WriteStartObject();
            RecordJsonWriter.WriteKeyMembers(json, answer.Path[i]);
            if (i > 0)
            {
                json.WriteNumber("weight_bits", Math.Round(answer.PathBits[i - 1], BitDecimals));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes the members of a pair's explanation.</summary>
    public static void WriteMembers(Utf8JsonWriter json, PairExplanation pair, IValueMask mask)
    {
        mask.Tell(pair.Left);
        mask.Tell(pair.Right);
        RecordJsonWriter.WriteKey(json, LeftName, pair.Left);
        RecordJsonWriter.WriteKey(json, RightName, pair.Right);
        json.WriteNumber("weight_bits", Math.Round(pair.Weight.TotalBits, BitDecimals));
        json.WriteNumber("probability", pair.Weight.Probability);
        WriteSteps(json, pair, mask);
        json.WriteStartArray("shared_blocks");
        foreach (string block in pair.SharedBlocks)
        {
            json.WriteStringValue(block);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes the waterfall of a pair.</summary>
    public static void WriteSteps(Utf8JsonWriter json, PairExplanation pair, IValueMask mask)
    {
        var probabilities = pair.Weight.Parts.ToDictionary(part => part.Comparison, StringComparer.Ordinal);
        json.WriteStartArray("steps");
        foreach (ExplanationStep step in ExplanationStep.Of(pair))
        {
            json.WriteStartObject();
            json.WriteString("comparison", step.Comparison);
            json.WriteString("level", step.Level);
            json.WriteString("left", ComparedValue.Mask(step.Comparison, step.Left, mask));
            json.WriteString("right", ComparedValue.Mask(step.Comparison, step.Right, mask));
            json.WriteNumber("bits", Math.Round(step.Bits, BitDecimals));
            if (probabilities.TryGetValue(step.Comparison, out WeightPart? part))
            {
                json.WriteNumber("m", part.M);
                json.WriteNumber("u", part.U);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes a merge that made a party.</summary>
    public static void WriteMembers(Utf8JsonWriter json, PartyStep step, IValueMask mask)
    {
        RecordJsonWriter.WriteKeys(json, LeftName, step.Left);
        RecordJsonWriter.WriteKeys(json, RightName, step.Right);
        json.WriteNumber("average_bits", Math.Round(step.AverageBits, BitDecimals));
        json.WriteBoolean("by_judgement", step.ByJudgement);
        if (step.Strongest is { } pair)
        {
            json.WriteStartObject("strongest");
            WriteMembers(json, pair, mask);
            json.WriteEndObject();
        }
    }

    /// <summary>Writes a party that a record may belong to.</summary>
    public static void WriteMembers(Utf8JsonWriter json, MatchCandidate candidate, double matchBits, IValueMask mask)
    {
        mask.Tell(candidate.Party);
        mask.Tell(candidate.Strongest.Right);
        json.WriteString("party_id", candidate.Party.Value);
        json.WriteString("decision", candidate.Strongest.Weight.TotalBits >= matchBits ? "match" : "review");
        json.WriteNumber("weight_bits", Math.Round(candidate.Strongest.Weight.TotalBits, BitDecimals));
        json.WriteNumber("probability", candidate.Strongest.Weight.Probability);
        json.WriteNumber("average_bits", Math.Round(candidate.AverageBits, BitDecimals));
        json.WriteNumber("compared", candidate.Compared);
        json.WriteStartObject("strongest");
        RecordJsonWriter.WriteKeyMembers(json, candidate.Strongest.Right);
        WriteSteps(json, candidate.Strongest, mask);
        json.WriteEndObject();
    }
}
