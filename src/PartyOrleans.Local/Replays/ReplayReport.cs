using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PartyOrleans.Api.Bundles;
using PartyOrleans.Model;
using PartyOrleans.Resolution.Embedded;

namespace PartyOrleans.Local.Replays;

/// <summary>What a replay would change.</summary>
/// <param name="Parties">Parties, golden records and reviews; its digest names the records too.</param>
/// <param name="Created">Records that would be new.</param>
/// <param name="Updated">Records whose content would change.</param>
/// <param name="Deleted">Records that would go.</param>
/// <param name="Unchanged">Records that say what the hub holds.</param>
internal sealed record ReplayReport(BundleReport Parties, long Created, long Updated, long Deleted, long Unchanged)
{
    /// <summary>Applies a replay to an engine that holds what the store holds, and tells what that does.</summary>
    /// <param name="engine">The engine; it holds the replayed state afterwards.</param>
    /// <param name="input">What was read again.</param>
    /// <param name="commit">The last commit of the store.</param>
    /// <param name="cancellationToken">Stops before anything is applied.</param>
    public static (HubChange Change, ReplayReport Report) Of(EmbeddedEngine engine, ReplayInput input, long commit, CancellationToken cancellationToken)
    {
        Resolution.InputBatch batch = input.Batch;
        HashSet<RecordKey> known = [.. batch.Upserts.Select(static record => record.Key).Where(key => engine.PartyOf(key) is not null)];
        long before = engine.PartyCount;
        HubChange change = engine.Apply(batch, cancellationToken);
        long updated = change.Upserted.LongCount(record => known.Contains(record.Key));
        BundleReport parties = BundleReport.Of("replay", change, (before, engine.PartyCount), commit);
        return (change, new ReplayReport(
            parties with { Digest = DigestOf(parties.Digest, change) }, change.Upserted.Count - updated, updated, change.Deleted.Count, batch.Upserts.Count - change.Upserted.Count));
    }

    /// <summary>Of what the records say as well: a record may change and its golden record not.</summary>
    private static string DigestOf(string parties, HubChange change)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Put(parties);
        foreach (StoredRecord record in change.Upserted)
        {
            Put(record.Key.ToString());
            digest.AppendData(record.ContentHash);
        }

        foreach (RecordKey key in change.Deleted)
        {
            Put(key.ToString());
        }

        return Convert.ToHexStringLower(digest.GetHashAndReset());

        void Put(string text) => digest.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{text.Length}:{text}")));
    }
}
