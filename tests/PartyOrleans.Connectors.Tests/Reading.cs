using System.Globalization;
using System.Text;
using PartyOrleans.Connectors;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors.Tests;

/// <summary>All that an input gave, and short ways to read inline text.</summary>
internal sealed record Reading(
    IReadOnlyList<SourceRecord> Records, IReadOnlyList<DeadLetter> Dead, IReadOnlyList<RecordBatch> Batches, MappingInUse Mapping, InputException? Broken)
{
    public long Repeated => Batches.Sum(batch => batch.Repeated);

    /// <summary>Records as <c>source/id attribute=value; attribute#group=value</c>.</summary>
    public string[] Lines => [.. Records.Select(Line)];

    /// <summary>Dead letters as <c>line kind reason</c>.</summary>
    public string[] DeadLines => [.. Dead.Select(dead => string.Create(CultureInfo.InvariantCulture, $"{dead.Line} {dead.Kind} {dead.Reason}"))];

    public static string Line(SourceRecord record) =>
        $"{record.Key} " + string.Join("; ", record.Values.Select(value =>
            value.Group == 0 ? $"{value.Attribute}={value.Value}" : string.Create(CultureInfo.InvariantCulture, $"{value.Attribute}#{value.Group}={value.Value}")));

    public static Task<Reading> OfTextAsync(string text, InputOptions? options = null, string name = "people.csv", long skip = 0) =>
        OfBytesAsync(Encoding.UTF8.GetBytes(text), options, name, skip);

    public static Task<Reading> OfBytesAsync(byte[] bytes, InputOptions? options = null, string name = "people.csv", long skip = 0) =>
        ReadAsync(RecordReader.Open(new InputFile(name), options ?? new InputOptions(), new MemoryStream(bytes)), skip);

    public static Task<Reading> OfFileAsync(string path, InputOptions? options = null) =>
        ReadAsync(RecordReader.Open(new InputFile(path), options ?? new InputOptions()), 0);

    private static async Task<Reading> ReadAsync(RecordReader reader, long skip)
    {
        var batches = new List<RecordBatch>();
        InputException? broken = null;
        using (reader)
        {
            try
            {
                await foreach (RecordBatch batch in reader.ReadAsync(skip, CancellationToken.None))
                {
                    batches.Add(batch);
                }
            }
            catch (InputException error)
            {
                broken = error;
            }
        }

        return new Reading([.. batches.SelectMany(batch => batch.Records)], [.. batches.SelectMany(batch => batch.DeadLetters)], batches, reader.Mapping, broken);
    }
}
