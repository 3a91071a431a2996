using PartyOrleans.Model;
using PartyOrleans.Resolution;

namespace PartyOrleans.Storage.Privacy;

/// <summary>
/// What has to be given to the engine and named in the change so that nothing of a party stays: its records, those that it or a party merged
/// into it had before and that are no other party's now, and the judgements about any of them.
/// </summary>
/// <param name="Party">The current party.</param>
/// <param name="Records">The records to erase; sorted.</param>
/// <param name="Batch">Deletes and revocations for the engine.</param>
public sealed record ErasurePlan(PartyId Party, IReadOnlyList<RecordKey> Records, InputBatch Batch)
{
    /// <summary>Plans the erasure of a party; null where there is no such party, and none that it redirects to.</summary>
    public static async Task<ErasurePlan?> MakeAsync(IPartyStore store, PartyId party, CancellationToken cancellationToken)
    {
        if (await store.FindGoldenAsync(party, cancellationToken) is not { } golden)
        {
            return null;
        }

        var current = new SortedSet<RecordKey>(golden.Records);
        var all = new SortedSet<RecordKey>(golden.Records);
        var parties = new Queue<PartyId>([golden.Party]);
        var seen = new HashSet<PartyId>([golden.Party]);
        while (parties.TryDequeue(out PartyId next))
        {
            await foreach ((_, GoldenRecord version) in store.ReadGoldenVersionsAsync(next, cancellationToken))
            {
                all.UnionWith(version.Records);
            }

            await foreach ((_, PartyEvent happened) in store.ReadEventsAsync(next, cancellationToken))
            {
                if (happened is { Kind: PartyEventKind.Merged, Other: { } other } && seen.Add(other))
                {
                    parties.Enqueue(other);
                }
            }
        }

        foreach (RecordKey key in all)
        {
            if (await store.FindRecordAsync(key, cancellationToken) is null)
            {
                current.Add(key);
            }
        }

        var revocations = new List<RecordPair>();
        await foreach (Judgement judgement in store.ReadJudgementsAsync(cancellationToken))
        {
            if (current.Contains(judgement.Pair.Left) || current.Contains(judgement.Pair.Right))
            {
                revocations.Add(judgement.Pair);
            }
        }

        return new ErasurePlan(golden.Party, [.. current], new InputBatch { Deletes = [.. golden.Records], Revocations = revocations });
    }
}
