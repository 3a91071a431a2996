using PartyOrleans.Api.Privacy;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Export;

/// <summary>What a store holds, written to a stream: sorted, the same bytes every time.</summary>
internal static class StoreExport
{
    /// <summary>The kind that is the partition alone.</summary>
    public const string Clusters = "clusters";

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [Clusters, .. ExportKinds.All.Keys];

    /// <summary>Writes all of a kind; clusters as CSV whatever the format.</summary>
    /// <returns>How many things were written.</returns>
    public static async Task<long> WriteAsync(IPartyStore store, string kind, (ExportFormat Format, IValueMask Mask) form, Stream stream, CancellationToken cancellationToken)
    {
        if (!string.Equals(kind, Clusters, StringComparison.Ordinal))
        {
            return await ExportKinds.All[kind].WriteAsync(store, form.Format, form.Mask, stream, cancellationToken);
        }

        var partition = new List<(RecordKey Record, PartyId Party)>();
        await foreach (IReadOnlyList<StoredRecord> batch in store.ReadRecordsAsync(withPayload: false, cancellationToken))
        {
            foreach (StoredRecord record in batch)
            {
                partition.Add((record.Key, record.Party));
            }
        }

        await ClusterFile.WriteAsync(stream, partition, cancellationToken);
        return partition.Count;
    }
}
