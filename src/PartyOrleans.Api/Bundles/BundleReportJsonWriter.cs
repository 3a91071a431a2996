using System.Text.Json;
using PartyOrleans.Api.Parties;
using PartyOrleans.Api.Privacy;
using PartyOrleans.Api.Records;
using PartyOrleans.Model;

namespace PartyOrleans.Api.Bundles;

/// <summary>The JSON of what a bundle would change; values of cells leave through the caller's mask.</summary>
internal static class BundleReportJsonWriter
{
    private static readonly JsonEncodedText RecordsName = JsonEncodedText.Encode("records");

    /// <summary>Writes the members of a report.</summary>
    public static void Write(Utf8JsonWriter json, BundleReport report, IValueMask mask)
    {
        WriteCounts(json, report);
        json.WriteStartObject("samples");
        WriteSamples(json, "merged", report.Merged, mask);
        WriteSamples(json, "split", report.Split, mask);
        WriteSamples(json, "changed", report.Changed, mask);
        json.WriteStartArray("reviews_opened");
        foreach (ReviewTask review in report.OpenedSamples)
        {
            json.WriteStartObject();
            WritePair(json, review.Pair);
            json.WriteNumber("weight_bits", review.WeightBits);
            json.WriteNumber("probability", review.Probability);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("reviews_closed");
        foreach (RecordPair pair in report.ClosedSamples)
        {
            json.WriteStartObject();
            WritePair(json, pair);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes what a report counts.</summary>
    public static void WriteCounts(Utf8JsonWriter json, BundleReport report)
    {
        json.WriteString("digest", report.Digest);
        json.WriteNumber("compared_with_commit", report.Commit);
        json.WriteNumber("parties_before", report.PartiesBefore);
        json.WriteNumber("parties_after", report.PartiesAfter);
        json.WriteNumber("merged", report.Merged.Parties);
        json.WriteNumber("split", report.Split.Parties);
        json.WriteNumber("changed", report.Changed.Parties);
        json.WriteNumber("reviews_opened", report.ReviewsOpened);
        json.WriteNumber("reviews_closed", report.ReviewsClosed);
        json.WriteNumber("changed_share", report.ChangedShare);
    }

    private static void WriteSamples(Utf8JsonWriter json, string name, BundleEffects effects, IValueMask mask)
    {
        json.WriteStartArray(name);
        foreach (BundleSample sample in effects.Samples)
        {
            mask.Tell(sample.Party);
            json.WriteStartObject();
            json.WriteString("party_id", sample.Party.Value);
            if (sample.Other is { } other)
            {
                json.WriteString("other_party_id", other.Value);
            }

            RecordJsonWriter.WriteKeys(json, RecordsName, sample.Records);
            WriteCells(json, "before", sample.Before, mask);
            WriteCells(json, "after", sample.After, mask);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCells(Utf8JsonWriter json, string name, IReadOnlyList<GoldenCell> cells, IValueMask mask)
    {
        json.WriteStartArray(name);
        foreach (GoldenCell cell in cells)
        {
            json.WriteStartObject();
            PartyJsonWriter.WriteCell(json, cell, mask);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePair(Utf8JsonWriter json, RecordPair pair)
    {
        json.WriteStartObject("left");
        RecordJsonWriter.WriteKeyMembers(json, pair.Left);
        json.WriteEndObject();
        json.WriteStartObject("right");
        RecordJsonWriter.WriteKeyMembers(json, pair.Right);
        json.WriteEndObject();
    }
}
