using System.Runtime.CompilerServices;
using System.Threading.Channels;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Bundles;

/// <summary>
/// A second engine that holds all records of a store under another bundle, and is kept level with the hub that goes on serving: what the hub
/// applies is noted, and applied here later. One caller at a time but for <see cref="Note"/>.
/// </summary>
/// <param name="bundle">The other bundle.</param>
/// <param name="text">The bundle as the store keeps it.</param>
public sealed class BundleReplay(Bundle bundle, BundleText text)
{
    private readonly Dictionary<PartyId, byte[]> _hashes = [];
    private readonly Channel<HubChange> _noted = Channel.CreateUnbounded<HubChange>(new UnboundedChannelOptions { SingleReader = false });
    private long _notes;
    private long _applied;
    private long _records;

    /// <summary>The bundle as the store keeps it.</summary>
    public BundleText Text => text;

    /// <summary>The second engine.</summary>
    public EmbeddedEngine Engine { get; } = new(bundle, Environment.ProcessorCount);

    /// <summary>Records replayed so far.</summary>
    public long Records => Interlocked.Read(ref _records);

    /// <summary>How many changes were noted.</summary>
    public long Notes => Interlocked.Read(ref _notes);

    /// <summary>Takes in all that the store holds. Changes noted from before the reading on may be in it or not; applied again they change nothing.</summary>
    /// <returns>The parties that the records had, for a store that nobody else changes.</returns>
    public async Task<IReadOnlyDictionary<RecordKey, PartyId>> ReadAsync(IPartyStore store, CancellationToken cancellationToken)
    {
        var judgements = new List<Judgement>();
        await foreach (Judgement judgement in store.ReadJudgementsAsync(cancellationToken))
        {
            judgements.Add(judgement);
        }

        await foreach (GoldenRecord golden in store.ReadGoldenAsync(cancellationToken))
        {
            _hashes[golden.Party] = golden.ContentHash;
        }

        var parties = new Dictionary<RecordKey, PartyId>();
        await Engine.ReplayAsync(CountedAsync(store.ReadRecordsAsync(withPayload: false, cancellationToken), parties, cancellationToken), judgements, cancellationToken);
        return parties;
    }

    /// <summary>Notes what the hub applied; from any thread, in the order of the changes.</summary>
    public void Note(HubChange change)
    {
        _noted.Writer.TryWrite(change);
        Interlocked.Increment(ref _notes);
    }

    /// <summary>Waits until something is noted that was not applied.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _noted.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Applies what was noted.</summary>
    /// <param name="notes">Up to which note, counted from 1.</param>
    /// <param name="cancellationToken">Stops between two changes.</param>
    public void CatchUp(long notes, CancellationToken cancellationToken)
    {
        while (_applied < notes && _noted.Reader.TryRead(out HubChange? change))
        {
            _applied++;
            cancellationToken.ThrowIfCancellationRequested();
            Engine.Apply(
                new InputBatch
                {
                    Upserts = [.. change.Upserted.Select(record => new SourceRecord(record.Key, RecordContent.Decode(record.Content), record.Payload))],
                    Deletes = change.Deleted,
                    Judgements = change.Judged,
                    Revocations = change.Revoked,
                },
                CancellationToken.None);
            foreach ((PartyId party, _) in change.Retired)
            {
                _hashes.Remove(party);
            }

            foreach (GoldenRecord golden in change.Golden)
            {
                _hashes[golden.Party] = golden.ContentHash;
            }
        }
    }

    /// <summary>What makes of the hub's state the one under this bundle; the hub must have been at the note that was caught up with.</summary>
    public HubChange ChangeOf(LiveState live, CancellationToken cancellationToken) => Engine.ChangeOf(live, _hashes, cancellationToken);

    private async IAsyncEnumerable<IReadOnlyList<StoredRecord>> CountedAsync(
        IAsyncEnumerable<IReadOnlyList<StoredRecord>> batches, Dictionary<RecordKey, PartyId> parties, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (IReadOnlyList<StoredRecord> batch in batches.WithCancellation(cancellationToken))
        {
            foreach (StoredRecord record in batch)
            {
                parties[record.Key] = record.Party;
            }

            Interlocked.Add(ref _records, batch.Count);
            yield return batch;
        }
    }
}
