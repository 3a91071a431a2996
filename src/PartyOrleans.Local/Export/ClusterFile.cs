using CsvHelper;
using PartyOrleans.Model;

namespace PartyOrleans.Local.Export;

/// <summary>Writes the partition as <c>source,record_id,party_id</c>, sorted by source and record id.</summary>
internal static class ClusterFile
{
    /// <summary>Lines end with a line feed on every system, so that the same partition gives the same bytes.</summary>
    private static readonly CsvWriterOptions Csv = new() { NewLine = "\n" };

    /// <summary>Writes all records with the party each belongs to.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="keys">The records, in any order.</param>
    /// <param name="parties">The party of the record at the same position.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    public static void Write(
        Stream stream, IReadOnlyList<RecordKey> keys, IReadOnlyList<PartyId> parties, CancellationToken cancellationToken)
    {
        const int RecordsBetweenChecks = 1 << 16;
        using CsvWriter csv = CsvWriter.Create(stream, Csv, leaveOpen: true);
        csv.WriteRecord(["source", "record_id", "party_id"]);
        int written = 0;
        foreach (int position in RecordOrder.Of(keys))
        {
            csv.WriteField(keys[position].Source);
            csv.WriteField(keys[position].RecordId);
            csv.WriteField(parties[position].Value);
            csv.EndRecord();
            if (++written % RecordsBetweenChecks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        csv.Flush();
    }
}
