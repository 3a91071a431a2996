using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Connectors.Outbox;

/// <summary>How events are written for one sink: CloudEvents 1.0 in structured mode, JSON. The one place where their values leave.</summary>
public sealed class EventForm
{
    /// <summary>Media type of one event.</summary>
    public const string MediaType = "application/cloudevents+json";

    /// <summary>Media type of an array of events.</summary>
    public const string BatchMediaType = "application/cloudevents-batch+json";

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly string[] PartyTypes = ["unknown", "person", "organisation"];

    private readonly IOutgoingValues _values;
    private readonly bool _lineage;

    /// <summary>Makes the form.</summary>
    /// <param name="hub">The hub's name: what tells its events from those of other hubs; letters, digits, dots and hyphens.</param>
    /// <param name="values">How values leave.</param>
    /// <param name="lineage">Whether each cell says which record and rule gave it.</param>
    public EventForm(string hub, IOutgoingValues values, bool lineage)
    {
        ArgumentException.ThrowIfNullOrEmpty(hub);
        (Source, _values, _lineage) = ("/party-hub/" + hub, values, lineage);
    }

    /// <summary>The hub as a URI reference.</summary>
    public string Source { get; }

    /// <summary>Writes an event.</summary>
    internal ReadOnlyMemory<byte> Write(OutboxMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            json.WriteString("specversion"u8, "1.0"u8);
            json.WriteString("id"u8, message.Id);
            json.WriteString("source"u8, Source);
            json.WriteString("type"u8, message.Type);
            json.WriteString("subject"u8, message.Subject);
            json.WriteString("time"u8, message.TimeText);
            json.WriteString("datacontenttype"u8, "application/json"u8);
            json.WriteString("dataschema"u8, message.DataSchema);
            json.WriteString("partitionkey"u8, message.PartitionKey);
            json.WriteString("sequence"u8, message.Sequence);
            json.WriteStartObject("data"u8);
            WriteData(json, message.Entry);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>A place in the outbox as a text that sorts (ordinally) as the places do.</summary>
    internal static string SequenceOf(OutboxPosition position) => string.Create(CultureInfo.InvariantCulture, $"{position.Event + position.Review:D19}");

    /// <summary>A time in RFC 3339 with seven decimals, UTC.</summary>
    internal static string TextOf(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    private void WriteData(Utf8JsonWriter json, OutboxEntry entry)
    {
        if (entry.Happened is { } happened)
        {
            json.WriteString("party_id"u8, happened.Party.Value);
            json.WriteString("kind"u8, EventTypes.KindOf(happened.Kind));
            if (happened.Other is { } other)
            {
                json.WriteString("other_party_id"u8, other.Value);
            }

            WriteKeys(json, "records", happened.Records);
        }
        else
        {
            ReviewTask task = entry.Review!.Task;
            WriteKey(json, "left", task.Pair.Left);
            WriteKey(json, "right", task.Pair.Right);
            json.WriteNumber("weight_bits"u8, task.WeightBits);
            json.WriteNumber("probability"u8, task.Probability);
        }

        json.WriteNumber("commit"u8, entry.Commit.Number);
        json.WriteString("cause"u8, CauseOf(entry.Commit.Origin.Kind));
        if (entry.Golden is { } golden)
        {
            WriteGolden(json, golden);
        }
    }

    private void WriteGolden(Utf8JsonWriter json, GoldenRecord golden)
    {
        json.WriteStartObject("golden"u8);
        json.WriteString("party_id"u8, golden.Party.Value);
        json.WriteString("party_type"u8, PartyTypes[(int)golden.Type]);
        json.WriteString("values"u8, _values.AreClear ? "clear"u8 : "masked"u8);
        WriteKeys(json, "records", golden.Records);
        json.WriteStartArray("cells"u8);
        foreach (GoldenCell cell in golden.Cells)
        {
            json.WriteStartObject();
            json.WriteString("attribute"u8, cell.Attribute);
            json.WriteNumber("group"u8, cell.Group);
            json.WriteString("value"u8, _values.Apply(cell.Attribute, cell.Value));
            if (_lineage)
            {
                json.WriteString("source"u8, cell.From.Source);
                json.WriteString("record_id"u8, cell.From.RecordId);
                json.WriteString("rule"u8, cell.Rule);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (_values.AreClear)
        {
            json.WriteString("content_hash"u8, Convert.ToHexStringLower(golden.ContentHash));
        }

        json.WriteEndObject();
    }

    private static void WriteKeys(Utf8JsonWriter json, string name, IReadOnlyList<RecordKey> keys)
    {
        json.WriteStartArray(name);
        foreach (RecordKey key in keys)
        {
            json.WriteStartObject();
            WriteMembers(json, key);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteKey(Utf8JsonWriter json, string name, RecordKey key)
    {
        json.WriteStartObject(name);
        WriteMembers(json, key);
        json.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter json, RecordKey key)
    {
        json.WriteString("source"u8, key.Source);
        json.WriteString("record_id"u8, key.RecordId);
    }

    private static ReadOnlySpan<byte> CauseOf(ChangeKind kind) => kind switch
    {
        ChangeKind.Load => "load"u8,
        ChangeKind.Api => "api"u8,
        ChangeKind.Judgement => "judgement"u8,
        ChangeKind.Bundle => "bundle"u8,
        ChangeKind.Erasure => "erasure"u8,
        ChangeKind.Retention => "retention"u8,
        ChangeKind.Stream => "stream"u8,
        ChangeKind.DeadLetters => "dead-letters"u8,
        _ => "unknown"u8,
    };
}
