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

    private const int RecordsPerPart = 1 << 14;

    /// <summary>Writes all records with the party each belongs to.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="partition">Every record with its party, in any order.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    public static void Write(Stream stream, IReadOnlyList<(RecordKey Record, PartyId Party)> partition, CancellationToken cancellationToken)
    {
        int[] order = RecordOrder.Of([.. partition.Select(member => member.Record)]);
        Write(
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
    public static void Write(Stream stream, RecordPartition partition, CancellationToken cancellationToken) =>
        Write(stream, partition.Count, (csv, position) => WriteFields(csv, partition, position), cancellationToken);

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

    private static void Write(Stream stream, int count, Action<CsvWriter, int> writeFields, CancellationToken cancellationToken)
    {
        using (CsvWriter csv = CsvWriter.Create(stream, Csv, leaveOpen: true))
        {
            csv.WriteRecord(["source", "record_id", "party_id"]);
            csv.Flush();
        }

        // Some parts at a time are written to memory by all processors, then to the stream in their order.
        MemoryStream[] parts = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(static _ => new MemoryStream())];
        for (int from = 0; from < count; from += parts.Length * RecordsPerPart)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int start = from;
            Parallel.For(0, parts.Length, part =>
            {
                int first = Math.Min(count, start + (part * RecordsPerPart));
                Render(parts[part], first, Math.Min(count, first + RecordsPerPart), writeFields);
            });
            foreach (MemoryStream part in parts)
            {
                part.WriteTo(stream);
            }
        }
    }

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
