using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsvHelper;
using PartyOrleans.Api.Privacy;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Export;

/// <summary>How an export is written.</summary>
internal enum ExportFormat
{
    /// <summary>Comma-separated, one header line, quoted where needed, lines ending with a line feed.</summary>
    Csv,

    /// <summary>JSON Lines: one object a line.</summary>
    JsonLines,
}

/// <summary>One kind of thing that a store can be asked for as a file.</summary>
internal abstract class ExportKind
{
    /// <summary>Lines end with a line feed on every system.</summary>
    private protected static readonly CsvWriterOptions Csv = new() { NewLine = "\n" };

    private protected static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes all of it, sorted and masked; returns how many things were written.</summary>
    public abstract Task<long> WriteAsync(IPartyStore store, ExportFormat format, IValueMask mask, Stream stream, CancellationToken cancellationToken);
}

/// <summary>A kind with its columns and its JSON.</summary>
/// <param name="columns">Columns of the CSV form.</param>
/// <param name="read">Reads all of it from a store, sorted.</param>
/// <param name="rows">The CSV rows of one thing, values masked.</param>
/// <param name="write">Writes the members of one thing's JSON object, values masked.</param>
internal sealed class ExportKind<T>(
    string[] columns,
    Func<IPartyStore, CancellationToken, IAsyncEnumerable<T>> read,
    Func<T, IValueMask, IEnumerable<string[]>> rows,
    Action<Utf8JsonWriter, T, IValueMask> write) : ExportKind
{
    /// <inheritdoc />
    public override async Task<long> WriteAsync(IPartyStore store, ExportFormat format, IValueMask mask, Stream stream, CancellationToken cancellationToken)
    {
        long written = 0;
        if (format == ExportFormat.Csv)
        {
            await using CsvWriter csv = CsvWriter.Create(stream, Csv, leaveOpen: true);
            await csv.WriteRecordAsync(columns, cancellationToken);
            await foreach (T item in read(store, cancellationToken))
            {
                foreach (string[] row in rows(item, mask))
                {
                    await csv.WriteRecordAsync(row, cancellationToken);
                }

                written++;
            }

            await csv.FlushAsync(cancellationToken);
            return written;
        }

        await using var json = new Utf8JsonWriter(stream, Json);
        byte[] newLine = "\n"u8.ToArray();
        await foreach (T item in read(store, cancellationToken))
        {
            json.WriteStartObject();
            write(json, item, mask);
            json.WriteEndObject();
            await json.FlushAsync(cancellationToken);
            json.Reset();
            await stream.WriteAsync(newLine, cancellationToken);
            written++;
        }

        return written;
    }
}

/// <summary>The kinds there are.</summary>
internal static class ExportKinds
{
    /// <summary>All kinds by name.</summary>
    public static readonly IReadOnlyDictionary<string, ExportKind> All = new SortedDictionary<string, ExportKind>(StringComparer.Ordinal)
    {
        ["golden"] = new ExportKind<GoldenRecord>(
            ["party_id", "party_type", "attribute", "group", "value", "source", "record_id", "rule"],
            (store, cancellationToken) => store.ReadGoldenAsync(cancellationToken),
            (golden, mask) => golden.Cells.Select(cell => new[]
            {
                golden.Party.Value, TypeName(golden.Type), cell.Attribute, Number(cell.Group), mask.Apply(cell.Attribute, cell.Value), cell.From.Source, cell.From.RecordId, cell.Rule,
            }),
            PartyJson.WriteGolden),
        ["records"] = new ExportKind<StoredRecord>(
            ["source", "record_id", "party_id", "attribute", "group", "value"],
            (store, cancellationToken) => ReadRecordsAsync(store, cancellationToken),
            (record, mask) => RecordContent.Decode(record.Content).Select(value => new[]
            {
                record.Key.Source, record.Key.RecordId, record.Party.Value, value.Attribute, Number(value.Group), mask.Apply(value.Attribute, value.Value),
            }),
            PartyJson.WriteRecord),
        ["dead-letters"] = new ExportKind<DeadLetter>(
            ["source", "input", "line", "kind", "reason", "raw"],
            (store, cancellationToken) => store.ReadDeadLettersAsync(cancellationToken),
            (letter, mask) => [[letter.Source, letter.Input, letter.Line.ToString(CultureInfo.InvariantCulture), KindName(letter.Kind), letter.Reason, RawOf(letter, mask)]],
            (json, letter, mask) =>
            {
                json.WriteString("source", letter.Source);
                json.WriteString("input", letter.Input);
                json.WriteNumber("line", letter.Line);
                json.WriteString("kind", KindName(letter.Kind));
                json.WriteString("reason", letter.Reason);
                json.WriteString("raw", RawOf(letter, mask));
            }),
        ["reviews"] = new ExportKind<ReviewTask>(
            ["left_source", "left_record_id", "right_source", "right_record_id", "weight_bits", "probability"],
            (store, cancellationToken) => store.ReadReviewsAsync(cancellationToken),
            (task, _) =>
            [
                [
                    task.Pair.Left.Source, task.Pair.Left.RecordId, task.Pair.Right.Source, task.Pair.Right.RecordId,
                    task.WeightBits.ToString("R", CultureInfo.InvariantCulture), task.Probability.ToString("R", CultureInfo.InvariantCulture),
                ],
            ],
            (json, task, _) =>
            {
                PartyJson.WritePair(json, task.Pair);
                json.WriteNumber("weight_bits", task.WeightBits);
                json.WriteNumber("probability", task.Probability);
            }),
        ["judgements"] = new ExportKind<Judgement>(
            ["left_source", "left_record_id", "right_source", "right_record_id", "kind", "author", "reason", "at"],
            (store, cancellationToken) => store.ReadJudgementsAsync(cancellationToken),
            (judgement, _) =>
            [
                [
                    judgement.Pair.Left.Source, judgement.Pair.Left.RecordId, judgement.Pair.Right.Source, judgement.Pair.Right.RecordId,
                    KindName(judgement.Kind), judgement.Author, judgement.Reason, Time(judgement.At),
                ],
            ],
            (json, judgement, _) =>
            {
                PartyJson.WritePair(json, judgement.Pair);
                json.WriteString("kind", KindName(judgement.Kind));
                json.WriteString("author", judgement.Author);
                json.WriteString("reason", judgement.Reason);
                json.WriteString("at", Time(judgement.At));
            }),
        ["events"] = new ExportKind<FeedEntry>(
            ["sequence", "committed_at", "party_id", "kind", "other_party_id", "records"],
            (store, cancellationToken) => store.ReadFeedAsync(0, cancellationToken),
            (entry, _) =>
            [
                [
                    entry.Sequence.ToString(CultureInfo.InvariantCulture), Time(entry.CommittedAt), entry.Event.Party.Value, KindName(entry.Event.Kind),
                    entry.Event.Other?.Value ?? "", string.Join('|', entry.Event.Records),
                ],
            ],
            (json, entry, _) =>
            {
                json.WriteNumber("sequence", entry.Sequence);
                json.WriteString("committed_at", Time(entry.CommittedAt));
                PartyJson.WriteEvent(json, entry.Event);
            }),
    };

    /// <summary>The name of an enumeration's value as files have it: must-link.</summary>
    public static string KindName<T>(T kind)
        where T : struct, Enum
    {
        string name = kind.ToString();
        var text = new StringBuilder(name.Length + 2);
        for (int i = 0; i < name.Length; i++)
        {
            text.Append(i > 0 && char.IsUpper(name[i]) ? "-" : "").Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    /// <summary>person, organisation or unknown.</summary>
    public static string TypeName(PartyType type) => KindName(type);

    /// <summary>A time in UTC, ISO 8601.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private static string RawOf(DeadLetter letter, IValueMask mask) => mask.ShowsRaw ? letter.Raw : Masking.Hidden;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async IAsyncEnumerable<StoredRecord> ReadRecordsAsync(
        IPartyStore store, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var records = new List<StoredRecord>();
        await foreach (IReadOnlyList<StoredRecord> batch in store.ReadRecordsAsync(withPayload: true, cancellationToken))
        {
            records.AddRange(batch);
        }

        foreach (int position in RecordOrder.Of([.. records.Select(record => record.Key)]))
        {
            yield return records[position];
        }
    }
}
