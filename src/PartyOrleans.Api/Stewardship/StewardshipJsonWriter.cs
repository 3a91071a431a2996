using System.Text.Json;
using PartyOrleans.Api.Records;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Stewardship;

/// <summary>The JSON of judgements and review tasks.</summary>
internal static class StewardshipJsonWriter
{
    private static readonly JsonEncodedText LeftName = JsonEncodedText.Encode("left");
    private static readonly JsonEncodedText RightName = JsonEncodedText.Encode("right");

    /// <summary>The name of a kind of judgement.</summary>
    public static string KindText(JudgementKind kind) => kind == JudgementKind.MustLink ? "must-link" : "cannot-link";

    /// <summary>Writes the members <c>left</c> and <c>right</c>.</summary>
    public static void WritePair(Utf8JsonWriter json, RecordPair pair)
    {
        RecordJsonWriter.WriteKey(json, LeftName, pair.Left);
        RecordJsonWriter.WriteKey(json, RightName, pair.Right);
    }

    /// <summary>Writes the members of a judgement.</summary>
    public static void WriteMembers(Utf8JsonWriter json, Judgement judgement)
    {
        WritePair(json, judgement.Pair);
        json.WriteString("kind", KindText(judgement.Kind));
        json.WriteString("author", judgement.Author);
        json.WriteString("reason", judgement.Reason);
        json.WriteString("at", judgement.At);
    }

    /// <summary>Writes the members of a review task.</summary>
    public static void WriteMembers(Utf8JsonWriter json, ReviewItem item, ReviewClaim? claim)
    {
        WritePair(json, item.Task.Pair);
        json.WriteString("left_party_id", item.LeftParty.Value);
        json.WriteString("right_party_id", item.RightParty.Value);
        json.WriteNumber("weight_bits", Math.Round(item.Task.WeightBits, 4));
        json.WriteNumber("probability", item.Task.Probability);
        json.WriteNumber("expected_benefit", item.ExpectedBenefit);
        if (claim is { } held)
        {
            WriteClaim(json, held);
        }
    }

    /// <summary>Writes the member <c>claim</c>.</summary>
    public static void WriteClaim(Utf8JsonWriter json, ReviewClaim claim)
    {
        json.WriteStartObject("claim");
        json.WriteString("by", claim.By);
        json.WriteString("until", claim.Until);
        json.WriteEndObject();
    }
}
