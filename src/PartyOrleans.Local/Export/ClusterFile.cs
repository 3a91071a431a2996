using CsvHelper;
using PartyOrleans.Model;

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
        using (CsvWriter csv = CsvWriter.Create(stream, Csv, leaveOpen: true))
        {
            csv.WriteRecord(["source", "record_id", "party_id"]);
            csv.Flush();
        }

        var keys = new RecordKey[partition.Count];
        Parallel.For(0, (keys.Length + RecordsPerPart - 1) / RecordsPerPart, part =>
        {
            for (int i = part * RecordsPerPart; i < Math.Min(keys.Length, (part + 1) * RecordsPerPart); i++)
            {
                keys[i] = partition[i].Record;
            }
        });
        int[] order = RecordOrder.Of(keys);

        // Some parts at a time are written to memory by all processors, then to the stream in their order.
        int together = Environment.ProcessorCount;
        var parts = new MemoryStream[together];
        for (int from = 0; from < order.Length; from += together * RecordsPerPart)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int start = from;
            Parallel.For(0, together, part =>
            {
                int first = Math.Min(order.Length, start + (part * RecordsPerPart));
                parts[part] = Render(partition, keys, order.AsSpan(first, Math.Min(order.Length - first, RecordsPerPart)));
            });
            foreach (MemoryStream part in parts)
            {
                part.WriteTo(stream);
            }
        }
    }

    private static MemoryStream Render(IReadOnlyList<(RecordKey Record, PartyId Party)> partition, RecordKey[] keys, ReadOnlySpan<int> positions)
    {
        var part = new MemoryStream(positions.Length * 40);
        using CsvWriter csv = CsvWriter.Create(part, Csv, leaveOpen: true);
        foreach (int position in positions)
        {
            csv.WriteField(keys[position].Source);
            csv.WriteField(keys[position].RecordId);
            csv.WriteField(partition[position].Party.Value);
            csv.EndRecord();
        }

        csv.Flush();
        return part;
    }
}
