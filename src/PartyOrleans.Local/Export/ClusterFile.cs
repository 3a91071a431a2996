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
    /// <param name="partition">Every record with its party, in any order.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    public static void Write(Stream stream, IReadOnlyList<(RecordKey Record, PartyId Party)> partition, CancellationToken cancellationToken)
    {
        const int RecordsBetweenChecks = 1 << 16;
        using CsvWriter csv = CsvWriter.Create(stream, Csv, leaveOpen: true);
        csv.WriteRecord(["source", "record_id", "party_id"]);
        int written = 0;
        var keys = new RecordKey[partition.Count];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = partition[i].Record;
        }

        foreach (int position in RecordOrder.Of(keys))
        {
            csv.WriteField(keys[position].Source);
            csv.WriteField(keys[position].RecordId);
            csv.WriteField(partition[position].Party.Value);
            csv.EndRecord();
            if (++written % RecordsBetweenChecks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        csv.Flush();
    }
}
