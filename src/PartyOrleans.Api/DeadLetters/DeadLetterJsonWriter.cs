using System.Text.Json;
using PartyOrleans.Api.Privacy;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.DeadLetters;

/// <summary>The JSON of dead letters; the one place where their texts leave.</summary>
public static class DeadLetterJsonWriter
{
    /// <summary>What the audit log calls the texts of letters, which may hold any value.</summary>
    private const string RawName = "dead-letter";

    /// <summary>Writes the members of a letter, without its texts.</summary>
    public static void WriteMembers(Utf8JsonWriter json, DeadLetterEntry entry)
    {
        DeadLetter letter = entry.Letter;
        json.WriteNumber("number", entry.Number);
        json.WriteString("committed_at", entry.CommittedAt);
        json.WriteString("source", letter.Source);
        json.WriteString("input", letter.Input);
        if (letter.Line > 0)
        {
            json.WriteNumber("line", letter.Line);
        }

        json.WriteString("kind", DeadLetterNames.Of(letter.Kind));
        json.WriteString("reason", letter.Reason);
        json.WriteString("state", DeadLetterNames.Of(entry.State));
        json.WriteNumber("attempts", letter.Attempts);
        json.WriteBoolean("mended", entry.Text is not null);
        if (entry.ChangedAt is { } changed)
        {
            json.WriteString("changed_at", changed);
        }
    }

    /// <summary>Writes a letter with its texts, as far as the caller may see them.</summary>
    /// <param name="json">Where it goes.</param>
    /// <param name="entry">The letter.</param>
    /// <param name="mask">What the caller may see.</param>
    public static void WriteWhole(Utf8JsonWriter json, DeadLetterEntry entry, IValueMask mask)
    {
        json.WriteStartObject();
        WriteMembers(json, entry);
        json.WriteString("raw", Shown(entry.Letter.Raw, mask));
        if (entry.Text is { } text)
        {
            json.WriteString("text", Shown(text, mask));
        }

        if (entry.Letter.Headers.Length > 0)
        {
            json.WriteString("headers", Shown(entry.Letter.Headers, mask));
        }

        if (entry.Letter.Context.Length > 0)
        {
            json.WriteString("context", Shown(entry.Letter.Context, mask));
        }

        json.WriteEndObject();
    }

    /// <summary>Writes what became of letters.</summary>
    public static void Write(Utf8JsonWriter json, DeadLetterRun run)
    {
        json.WriteStartObject();
        json.WriteBoolean("dry_run", run.DryRun);
        json.WriteNumber("letters", run.Letters);
        json.WriteNumber("replayed", run.Replayed);
        json.WriteNumber("refused", run.Refused);
        json.WriteNumber("discarded", run.Discarded);
        json.WriteNumber("created", run.Created);
        json.WriteNumber("updated", run.Updated);
        json.WriteNumber("deleted", run.Deleted);
        json.WriteNumber("unchanged", run.Unchanged);
        json.WriteNumber("outdated", run.Outdated);
        if (run.NextAfter is { } after)
        {
            json.WriteNumber("next_after", after);
        }

        json.WriteStartArray("readings");
        foreach (LetterReading reading in run.Readings)
        {
            json.WriteStartObject();
            json.WriteNumber("number", reading.Number);
            json.WriteString("outcome", reading.Outcome.ToString().ToLowerInvariant());
            if (reading.Record is { } key)
            {
                json.WriteString("source", key.Source);
                json.WriteString("record_id", key.RecordId);
            }

            if (reading.Replaces)
            {
                json.WriteBoolean("replaces", true);
            }

            if (reading.Reason.Length > 0)
            {
                json.WriteString("reason", reading.Reason);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes counts.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<DeadLetterCount> counts)
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (DeadLetterCount count in counts)
        {
            json.WriteStartObject();
            json.WriteString("source", count.Source);
            json.WriteString("kind", DeadLetterNames.Of(count.Kind));
            json.WriteString("state", DeadLetterNames.Of(count.State));
            json.WriteNumber("letters", count.Letters);
            json.WriteString("oldest", count.Oldest);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Shown(string text, IValueMask mask) => mask.ShowsRaw ? mask.Apply(RawName, text) : Masking.Hidden;
}
