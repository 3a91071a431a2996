using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors.GoldenZone;

/// <summary>Writes rows of the golden zone as lines of JSON; the same row gives the same bytes.</summary>
internal sealed class GoldenJsonWriter : IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly JsonEncodedText[] Names = [.. GoldenColumns.Names.Select(name => JsonEncodedText.Encode(name))];

    private readonly ArrayBufferWriter<byte> _line = new(2048);
    private readonly Utf8JsonWriter _json;

    /// <summary>Makes a writer.</summary>
    public GoldenJsonWriter() => _json = new Utf8JsonWriter(_line, Options);

    /// <summary>The line of a version, with its line feed; holds until the next one.</summary>
    public ReadOnlyMemory<byte> Line(GoldenRow row)
    {
        Begin();
        _json.WriteString("party_id", row.Party.Value);
        _json.WriteNumber("version", row.Version);
        _json.WriteString("valid_from", GoldenText.Of(row.ValidFrom));
        WriteOrNull("valid_to", row.ValidTo is { } end ? GoldenText.Of(end) : null);
        _json.WriteBoolean("is_current", row.IsCurrent);
        _json.WriteString("change", GoldenText.Of(row.Change));
        _json.WriteStartArray("related_parties");
        foreach (PartyId related in row.Related)
        {
            _json.WriteStringValue(related.Value);
        }

        _json.WriteEndArray();
        WriteOrNull("ended", GoldenText.Of(row.End));
        if (row.EndedBy is { } by)
        {
            _json.WriteNumber("ended_by", by);
        }
        else
        {
            _json.WriteNull("ended_by");
        }

        WriteOrNull("successor", row.Successor?.Value);
        WriteContent(row.Content);
        return Finish();
    }

    /// <summary>The line of a change, with its line feed; holds until the next one.</summary>
    public ReadOnlyMemory<byte> Line(GoldenChange change)
    {
        Begin();
        _json.WriteString("party_id", change.Event.Party.Value);
        _json.WriteNumber("position", change.Position);
        _json.WriteNumber("commit", change.Commit);
        _json.WriteString("committed_at", GoldenText.Of(change.At));
        _json.WriteString("event", GoldenText.Of(change.Event.Kind));
        WriteOrNull("other_party", change.Event.Other?.Value);
        WriteRecords("moved_records", change.Event.Records);
        if (change.Content is { } content)
        {
            WriteContent(content);
        }

        return Finish();
    }

    /// <inheritdoc />
    public void Dispose() => _json.Dispose();

    private void Begin()
    {
        _line.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
    }

    private ReadOnlyMemory<byte> Finish()
    {
        _json.WriteEndObject();
        _json.Flush();
        _line.Write("\n"u8);
        return _line.WrittenMemory;
    }

    private void WriteContent(GoldenContent content)
    {
        _json.WriteString("party_type", GoldenText.Of(content.Type));
        for (int i = 0; i < content.Columns.Count; i++)
        {
            if (content.Columns[i] is { } values)
            {
                _json.WriteStartArray(Names[i]);
                foreach (string? value in values)
                {
                    _json.WriteStringValue(value);
                }

                _json.WriteEndArray();
            }
        }

        if (content.Others.Count > 0)
        {
            _json.WriteStartArray("other_attributes");
            foreach ((string attribute, string value) in content.Others)
            {
                _json.WriteStartObject();
                _json.WriteString("attribute", attribute);
                _json.WriteString("value", value);
                _json.WriteEndObject();
            }

            _json.WriteEndArray();
        }

        WriteRecords("records", content.Records);
        if (content.Hash.Length > 0)
        {
            _json.WriteString("content_hash", Convert.ToHexStringLower(content.Hash));
        }

        if (content.Lineage is { } lineage)
        {
            WriteLineage(lineage);
        }
    }

    private void WriteLineage(IReadOnlyList<GoldenCell> lineage)
    {
        _json.WriteStartArray("lineage");
        foreach (GoldenCell cell in lineage)
        {
            _json.WriteStartObject();
            _json.WriteString("attribute", cell.Attribute);
            _json.WriteNumber("group", cell.Group);
            _json.WriteString("value", cell.Value);
            _json.WriteString("source", cell.From.Source);
            _json.WriteString("record_id", cell.From.RecordId);
            _json.WriteString("rule", cell.Rule);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WriteRecords(string name, IReadOnlyList<RecordKey> records)
    {
        _json.WriteStartArray(name);
        foreach (RecordKey key in records)
        {
            _json.WriteStartObject();
            _json.WriteString("source", key.Source);
            _json.WriteString("record_id", key.RecordId);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WriteOrNull(string name, string? value)
    {
        if (value is null)
        {
            _json.WriteNull(name);
        }
        else
        {
            _json.WriteString(name, value);
        }
    }
}
