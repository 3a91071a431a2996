using System.Runtime.InteropServices;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors.GoldenZone;

/// <summary>What a compaction works on.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Manifest">The zone before.</param>
/// <param name="To">The last position to take in.</param>
/// <param name="KeptSince">Versions that ended in earlier months (yyyy-MM) are left out; null for none.</param>
internal sealed record CompactionJob(int Bucket, GoldenManifest Manifest, long To, string? KeptSince);

/// <summary>What a compaction made of a bucket.</summary>
/// <param name="Current">Its current parties; null where there are none.</param>
/// <param name="Ended">Files of the versions that ended.</param>
internal sealed record CompactedBucket(GoldenFile? Current, IReadOnlyList<GoldenFile> Ended);

/// <summary>
/// Merges the micro-batches of one bucket into its snapshot and history. All files are sorted by party, so they are read side by side, and
/// memory holds one row of each and the changes of one party.
/// </summary>
internal sealed class BucketCompaction(GoldenFiles files, IGoldenFormat format, CompactionJob job) : IAsyncDisposable
{
    private readonly SortedDictionary<string, GoldenFileDraft> _ended = new(StringComparer.Ordinal);
    private readonly List<IAsyncDisposable> _open = [];
    private readonly List<GoldenRow> _past = [];
    private GoldenFileDraft? _current;

    /// <summary>Merges, and writes the files that take the place of the bucket's.</summary>
    public async Task<CompactedBucket> RunAsync(CancellationToken cancellationToken)
    {
        var queue = new PriorityQueue<IAsyncEnumerator<GoldenChange>, (PartyId Party, long Position)>();
        foreach (GoldenFile file in job.Manifest.Changes.Where(file => file.Bucket == job.Bucket && file.First <= job.To))
        {
            IAsyncEnumerator<GoldenChange> changes = Kept(files.ReadChangesAsync(file, cancellationToken).GetAsyncEnumerator(cancellationToken));
            await AdvanceAsync(changes, queue);
        }

        GoldenFile? before = job.Manifest.Current.FirstOrDefault(file => file.Bucket == job.Bucket);
        IAsyncEnumerator<GoldenRow>? rows = before is null ? null : Kept(files.ReadAsync(before, cancellationToken).GetAsyncEnumerator(cancellationToken));
        GoldenRow? row = await NextAsync(rows);
        var changesOfParty = new List<GoldenChange>();
        while (row is not null || queue.Count > 0)
        {
            PartyId party = queue.Count == 0 || (row is not null && row.Party <= queue.Peek().Current.Event.Party) ? row!.Party : queue.Peek().Current.Event.Party;
            changesOfParty.Clear();
            while (queue.Count > 0 && queue.Peek().Current.Event.Party == party)
            {
                IAsyncEnumerator<GoldenChange> next = queue.Dequeue();
                changesOfParty.Add(next.Current);
                await AdvanceAsync(next, queue);
            }

            bool wasOpen = row?.Party == party;
            GoldenRow? after = PartyFold.Apply(wasOpen ? row : null, CollectionsMarshal.AsSpan(changesOfParty), _past);
            await WriteAsync(after, cancellationToken);
            if (wasOpen)
            {
                row = await NextAsync(rows);
            }
        }

        return await FinishAsync();
    }

    /// <summary>Gives up what was not finished.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable open in _open)
        {
            await open.DisposeAsync();
        }
    }

    private async Task WriteAsync(GoldenRow? current, CancellationToken cancellationToken)
    {
        foreach (GoldenRow past in _past)
        {
            string month = GoldenKeys.MonthOf(past.ValidTo!.Value);
            if (job.KeptSince is not null && string.CompareOrdinal(month, job.KeptSince) < 0)
            {
                continue;
            }

            if (!_ended.TryGetValue(month, out GoldenFileDraft? draft))
            {
                long first = job.Manifest.CompactedTo + 1;
                string key = GoldenKeys.HistoryOf(job.Manifest.Epoch, month, job.Bucket, first, job.To, format.Extension);
                _ended.Add(month, draft = Kept(files.Begin(new GoldenFile(key, job.Bucket, 0, 0, "", first, job.To) { Month = month }, cancellationToken)));
            }

            await draft.WriteAsync(past, cancellationToken);
        }

        _past.Clear();
        if (current is not null)
        {
            string key = GoldenKeys.CurrentOf(job.Manifest.Epoch, job.Bucket, job.To, format.Extension);
            _current ??= Kept(files.Begin(new GoldenFile(key, job.Bucket, 0, 0, "", 0, job.To), cancellationToken));
            await _current.WriteAsync(current, cancellationToken);
        }
    }

    private async Task<CompactedBucket> FinishAsync()
    {
        var ended = new List<GoldenFile>();
        foreach (GoldenFileDraft draft in _ended.Values)
        {
            ended.Add(await draft.FinishAsync());
        }

        return new CompactedBucket(_current is null ? null : await _current.FinishAsync(), ended);
    }

    /// <summary>Notes what is to be closed in the end.</summary>
    private T Kept<T>(T open)
        where T : IAsyncDisposable
    {
        _open.Add(open);
        return open;
    }

    /// <summary>Goes on to the next change of a file that is to be taken in; some of a batch may have been taken in before, or are not to be yet.</summary>
    private async Task AdvanceAsync(IAsyncEnumerator<GoldenChange> changes, PriorityQueue<IAsyncEnumerator<GoldenChange>, (PartyId Party, long Position)> queue)
    {
        while (await changes.MoveNextAsync())
        {
            GoldenChange change = changes.Current;
            if (change.Position > job.Manifest.CompactedTo && change.Position <= job.To)
            {
                queue.Enqueue(changes, (change.Event.Party, change.Position));
                return;
            }
        }
    }

    private static async ValueTask<GoldenRow?> NextAsync(IAsyncEnumerator<GoldenRow>? rows) =>
        rows is not null && await rows.MoveNextAsync() ? rows.Current : null;
}
