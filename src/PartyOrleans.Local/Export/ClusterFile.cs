using System.Text;
using CsvHelper;
using PartyOrleans.Model;
using PartyOrleans.Resolution;

namespace PartyOrleans.Local.Export;

/// <summary>Writes the partition as <c>source,record_id,party_id</c>, sorted by source and record id.</summary>
internal static class ClusterFile
{
    /// <summary>Lines end with a line feed on every system, so that the same partition gives the same bytes.</summary>
    private static readonly CsvWriterOptions Csv = new() { NewLine = "\n" };

    private const int RecordsPerPart = 1 << 13;

    private static readonly byte[] Header = "source,record_id,party_id\n"u8.ToArray();

    /// <summary>Writes all records with the party each belongs to.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="partition">Every record with its party, in any order.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    public static Task WriteAsync(Stream stream, IReadOnlyList<(RecordKey Record, PartyId Party)> partition, CancellationToken cancellationToken)
    {
        int[] order = RecordOrder.Of([.. partition.Select(member => member.Record)]);
        return WriteAsync(
            stream, order.Length,
            (csv, position) =>
            {
                (RecordKey record, PartyId party) = partition[order[position]];
                csv.WriteField(record.Source);
                csv.WriteField(record.RecordId);
                csv.WriteField(party.Value);
            },
            cancellationToken);
    }

    /// <summary>Writes a partition, which is in order already and makes keys only as they are written.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    public static Task WriteAsync(Stream stream, RecordPartition partition, CancellationToken cancellationToken) =>
        WriteAsync(stream, partition.Count, (csv, position) => WriteFields(csv, partition, position), cancellationToken);

    private static void WriteFields(CsvWriter csv, RecordPartition partition, int position)
    {
        ReadOnlySpan<byte> id = partition.RecordAt(position, out string source);
        Span<char> buffer = id.Length <= 128 ? stackalloc char[128] : new char[id.Length];
        Span<char> party = stackalloc char[RecordPartition.PartyNameLength];
        partition.WritePartyAt(position, party);
        csv.WriteField(source);
        csv.WriteField((ReadOnlySpan<char>)buffer[..Encoding.UTF8.GetChars(id, buffer)]);
        csv.WriteField((ReadOnlySpan<char>)party);
    }

    private static async Task WriteAsync(Stream stream, int count, Action<CsvWriter, int> writeFields, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Header, cancellationToken);

        // Some parts at a time are made in memory by all processors, while those before them go to the stream in their order.
        MemoryStream[] parts = NewParts();
        MemoryStream[] others = NewParts();
        Task writing = Task.CompletedTask;
        try
        {
            for (int from = 0; from < count; from += parts.Length * RecordsPerPart)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Render(parts, from, count, writeFields);
                await writing;
                writing = WriteAsync(stream, parts, cancellationToken);
                (parts, others) = (others, parts);
            }
        }
        finally
        {
            await writing;
        }
    }

    private static MemoryStream[] NewParts() => [.. Enumerable.Range(0, Environment.ProcessorCount).Select(static _ => new MemoryStream())];

    private static async Task WriteAsync(Stream stream, MemoryStream[] parts, CancellationToken cancellationToken)
    {
        foreach (MemoryStream part in parts)
        {
            await stream.WriteAsync(part.GetBuffer().AsMemory(0, (int)part.Length), cancellationToken);
        }
    }

    private static void Render(MemoryStream[] parts, int from, int count, Action<CsvWriter, int> writeFields) =>
        Parallel.For(0, parts.Length, part =>
        {
            int first = Math.Min(count, from + (part * RecordsPerPart));
            Render(parts[part], first, Math.Min(count, first + RecordsPerPart), writeFields);
        });

    private static void Render(MemoryStream part, int from, int to, Action<CsvWriter, int> writeFields)
    {
        part.SetLength(0);
        using CsvWriter csv = CsvWriter.Create(part, Csv, leaveOpen: true);
        for (int position = from; position < to; position++)
        {
            writeFields(csv, position);
            csv.EndRecord();
        }

        csv.Flush();
    }
}
