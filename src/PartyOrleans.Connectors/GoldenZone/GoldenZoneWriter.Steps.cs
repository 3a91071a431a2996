using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using PartyOrleans.Connectors.Zones;
using PartyOrleans.Storage;

namespace PartyOrleans.Connectors.GoldenZone;

/// <content>The steps, each from one manifest to the next.</content>
public sealed partial class GoldenZoneWriter
{
    private const int EntriesPerRead = 10_000;
    private const int BucketsAtOnce = 4;

    /// <summary>So many small files of a month and bucket are merged into one; small is what has fewer rows.</summary>
    private const int SmallFiles = 16;
    private const long SmallRows = 50_000;

    private string Values => _options.View.IsMasked ? "masked" : "clear";

    /// <summary>The names that a writer gives; nothing else is ever swept away.</summary>
    [GeneratedRegex(@"^(current|history|changes)/([a-z_]+=[0-9-]+/)+[0-9]{6}-[0-9-]+\.(jsonl\.gz|parquet)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OwnKey { get; }

    private async Task<GoldenManifest> InTurnAsync(
        Func<GoldenManifest, CancellationToken, Task<GoldenManifest>> step, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            GoldenManifest manifest = _known ?? await LoadAsync(cancellationToken);
            _known = null; // where the step fails, the zone tells how far it came
            return _known = await step(manifest, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The manifest of the zone; what a writer left behind that stopped half-way is swept away.</summary>
    private async Task<GoldenManifest> LoadAsync(CancellationToken cancellationToken)
    {
        if (await _zone.FindAsync(GoldenManifest.Key, cancellationToken) is not { } found)
        {
            return Fresh(epoch: 1);
        }

        GoldenManifest manifest = await ReadAsync(_zone, found, cancellationToken);
        await SweepAsync(manifest, cancellationToken);
        await ListAsync(manifest, cancellationToken);
        return manifest;
    }

    /// <summary>Deletes what a writer wrote and the manifest does not name.</summary>
    private async Task SweepAsync(GoldenManifest manifest, CancellationToken cancellationToken)
    {
        HashSet<string> keys = manifest.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (string prefix in (string[])[GoldenKeys.Current, GoldenKeys.History, GoldenKeys.Changes])
        {
            await foreach (ZoneObject held in _zone.ListAsync(prefix, "", cancellationToken))
            {
                if (!keys.Contains(held.Key) && OwnKey.IsMatch(held.Key))
                {
                    await _zone.DeleteAsync(held.Key, cancellationToken);
                }
            }
        }
    }

    /// <summary>Reads the manifest of a zone.</summary>
    /// <exception cref="ZoneException">It is damaged, or of another format.</exception>
    private static async Task<GoldenManifest> ReadAsync(IObjectZone zone, ZoneObject found, CancellationToken cancellationToken)
    {
        await using Stream stream = zone.OpenRead(found, cancellationToken);
        using var text = new MemoryStream();
        await stream.CopyToAsync(text, cancellationToken);
        try
        {
            return GoldenManifest.Read(text.GetBuffer().AsSpan(0, (int)text.Length));
        }
        catch (FormatException failure)
        {
            throw new ZoneException($"{zone.Location.TextOf(GoldenManifest.Key)}: {failure.Message}.", ZoneFault.Refused, failure);
        }
    }

    private GoldenManifest Fresh(int epoch) => new()
    {
        Epoch = epoch,
        BuiltAt = _time.GetUtcNow(),
        Buckets = _options.Buckets,
        Values = Values,
        Lineage = _options.View.WithLineage,
        FileFormat = _options.Format.Name,
    };

    private bool HasOptionsOf(GoldenManifest manifest) =>
        manifest.Buckets == _options.Buckets && manifest.Lineage == _options.View.WithLineage
        && string.Equals(manifest.Values, Values, StringComparison.Ordinal)
        && string.Equals(manifest.FileFormat, _options.Format.Name, StringComparison.Ordinal);

    /// <summary>Whether a zone was made from a store: the commit that it has come to is there, and was made at the same time.</summary>
    private static async Task<bool> IsOfAsync(GoldenManifest manifest, GoldenSource source, CancellationToken cancellationToken) =>
        manifest.Progress.Commit is not { Number: > 0 } commit
        || (await source.History.FindCommitAsync(commit.Number, cancellationToken))?.At == commit.At;

    private bool IsCrowded(GoldenManifest manifest) =>
        manifest.Changes.Count >= _options.CompactFiles && manifest.Changes.CountBy(file => file.Bucket).Any(bucket => bucket.Value >= _options.CompactFiles);

    private async Task<GoldenManifest> AppendAsync(GoldenManifest manifest, IReadOnlyList<GoldenChange> changes, CancellationToken cancellationToken)
    {
        GoldenChange[] news = [.. changes.Where(change => change.Position > manifest.Progress.Position)];
        if (news.Length == 0)
        {
            return manifest;
        }

        var parts = new SortedDictionary<(DateTime Day, int Bucket), List<GoldenChange>>();
        GoldenProgress progress = manifest.Progress;
        foreach (GoldenChange change in news)
        {
            progress = change.Position > progress.Position
                ? progress.After(change)
                : throw new ArgumentException("The changes do not ascend by position.", nameof(changes));
            (DateTime, int) part = (change.At.UtcDateTime.Date, GoldenKeys.BucketOf(change.Event.Party, manifest.Buckets));
            if (!parts.TryGetValue(part, out List<GoldenChange>? list))
            {
                parts.Add(part, list = []);
            }

            list.Add(change);
        }

        var written = new ConcurrentBag<GoldenFile>();
        await Parallel.ForEachAsync(parts, Parallelism(cancellationToken), async (part, stop) =>
        {
            List<GoldenChange> rows = part.Value;
            rows.Sort(static (a, b) => a.Event.Party.CompareTo(b.Event.Party) is var byParty and not 0 ? byParty : a.Position.CompareTo(b.Position));
            (long first, long last) = (news[0].Position, news[^1].Position);
            string key = GoldenKeys.ChangesOf(manifest.Epoch, rows[0].At, part.Key.Bucket, first, last, JsonLinesFormat.FileExtension);
            written.Add(await _files.WriteAsync(new GoldenFile(key, part.Key.Bucket, 0, 0, "", first, last), rows, stop));
        });
        return manifest with
        {
            Progress = progress,
            PendingSince = manifest.PendingSince ?? _time.GetUtcNow(),
            Changes = [.. manifest.Changes, .. written.OrderBy(file => file.Key, StringComparer.Ordinal)],
        };
    }

    private async Task<GoldenManifest> CompactAsync(GoldenManifest manifest, bool isWhole, CancellationToken cancellationToken)
    {
        long to = isWhole ? manifest.Progress.Position : manifest.Progress.Begun - 1;
        if (to <= manifest.CompactedTo)
        {
            return manifest;
        }

        string? keptSince = KeptSince();
        int[] buckets = [.. manifest.Changes.Where(file => file.First <= to).Select(file => file.Bucket).Distinct().Order()];
        var results = new ConcurrentDictionary<int, CompactedBucket>();
        await Parallel.ForEachAsync(buckets, Parallelism(cancellationToken), async (bucket, stop) =>
        {
            await using var compaction = new BucketCompaction(_files, _options.Format, new CompactionJob(bucket, manifest, to, keptSince));
            results[bucket] = await compaction.RunAsync(stop);
        });
        GoldenFile[] current =
        [
            .. manifest.Current.Where(file => !results.ContainsKey(file.Bucket)).Concat(results.Values.Select(result => result.Current).OfType<GoldenFile>())
                .OrderBy(file => file.Key, StringComparer.Ordinal),
        ];
        GoldenFile[] history = await MergeSmallAsync([.. manifest.History, .. results.Values.SelectMany(result => result.Ended)], manifest.Epoch, cancellationToken);
        GoldenFile[] changes = [.. manifest.Changes.Where(file => file.Last > to)];
        return Replacing(manifest, manifest with
        {
            AsOf = isWhole ? manifest.Progress.Commit : manifest.Progress.Before,
            CompactedTo = to,
            PendingSince = changes.Length == 0 ? null : _time.GetUtcNow(),
            Current = current,
            History = history,
            Changes = changes,
        });
    }

    /// <summary>The history with small files of the same month and bucket made one where there are many.</summary>
    private async Task<GoldenFile[]> MergeSmallAsync(GoldenFile[] history, int epoch, CancellationToken cancellationToken)
    {
        var merged = new List<GoldenFile>(history);
        foreach (IGrouping<(string?, int), GoldenFile> month in history.Where(file => file.Rows < SmallRows).GroupBy(file => (file.Month, file.Bucket)))
        {
            GoldenFile[] parts = [.. month.OrderBy(file => file.First)];
            if (parts.Length < SmallFiles)
            {
                continue;
            }

            string key = GoldenKeys.HistoryOf(epoch, parts[0].Month!, parts[0].Bucket, parts[0].First, parts[^1].Last, _options.Format.Extension);
            await using GoldenFileDraft draft = _files.Begin(parts[0] with { Key = key, Last = parts[^1].Last }, cancellationToken);
            foreach (GoldenFile part in parts)
            {
                await foreach (GoldenRow row in _files.ReadAsync(part, cancellationToken))
                {
                    await draft.WriteAsync(row, cancellationToken);
                }

                merged.Remove(part);
            }

            merged.Add(await draft.FinishAsync());
        }

        return [.. merged.OrderBy(file => file.Key, StringComparer.Ordinal)];
    }

    private async Task<GoldenManifest> BuildAsync(GoldenManifest manifest, GoldenSource source, CancellationToken cancellationToken)
    {
        GoldenManifest built = Fresh(manifest.Generation == 0 ? 1 : manifest.Epoch + 1) with
        {
            Generation = manifest.Generation,
            ErasedTo = await source.Erasures.FindLastErasureAsync(cancellationToken),
        };
        OutboxPosition after = default;
        IReadOnlyList<OutboxEntry> entries;
        do
        {
            entries = await source.Outbox.ReadOutboxAsync(after, EntriesPerRead, cancellationToken);
            built = await AppendAsync(built, [.. entries.Select(ChangeOf).OfType<GoldenChange>()], cancellationToken);
            built = IsCrowded(built) ? await CompactAsync(built, isWhole: false, cancellationToken) : built;
            after = entries.Count == 0 ? after : entries[^1].Position;
        }
        while (entries.Count == EntriesPerRead);

        built = await CompactAsync(built, isWhole: true, cancellationToken) with { Replaced = [] };
        built = await PublishAsync(built, manifest, cancellationToken);
        await SweepAsync(built, cancellationToken);
        return built;
    }

    /// <summary>Leaves out the history that is not to be kept any more.</summary>
    private GoldenManifest Forget(GoldenManifest manifest) =>
        KeptSince() is { } since && manifest.History.Any(file => string.CompareOrdinal(file.Month, since) < 0)
            ? Replacing(manifest, manifest with { History = [.. manifest.History.Where(file => string.CompareOrdinal(file.Month, since) >= 0)] })
            : manifest;

    /// <summary>Deletes replaced files whose grace time is over.</summary>
    private async Task<GoldenManifest> DropAsync(GoldenManifest manifest, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        ReplacedFile[] due = [.. manifest.Replaced.Where(file => now - file.Since >= _options.Grace)];
        if (due.Length == 0)
        {
            return manifest;
        }

        await Parallel.ForEachAsync(due, Parallelism(cancellationToken), async (file, stop) => await _zone.DeleteAsync(file.Key, stop));
        return manifest with { Replaced = [.. manifest.Replaced.Except(due)] };
    }

    /// <summary>Exchanges the manifest, where it is another one.</summary>
    private async Task<GoldenManifest> PublishAsync(GoldenManifest manifest, GoldenManifest before, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(manifest, before))
        {
            return before;
        }

        GoldenManifest next = manifest.Counted() with { Generation = manifest.Generation + 1, WrittenAt = _time.GetUtcNow() };
        await _zone.PutAsync(GoldenManifest.Key, new MemoryStream(next.Write(), writable: false), cancellationToken);
        if (next.CompactedTo != _listed || next.Generation == 1)
        {
            await ListAsync(next, cancellationToken);
        }

        return next;
    }

    /// <summary>Writes the lists of files, for engines that read such lists and no manifest.</summary>
    private async Task ListAsync(GoldenManifest manifest, CancellationToken cancellationToken)
    {
        foreach ((string name, IReadOnlyList<GoldenFile> files) in ((string, IReadOnlyList<GoldenFile>)[])[(GoldenKeys.Current, manifest.Current), (GoldenKeys.History, manifest.History)])
        {
            byte[] text = Encoding.UTF8.GetBytes(string.Concat(files.Select(file => _zone.Location.TextOf(file.Key) + "\n")));
            await _zone.PutAsync($"{GoldenKeys.Lists}{name}files.txt", new MemoryStream(text, writable: false), cancellationToken);
        }

        _listed = manifest.CompactedTo;
    }

    private string? KeptSince() => _options.KeepHistory is { } keep ? GoldenKeys.MonthOf(_time.GetUtcNow() - keep) : null;

    /// <summary>A manifest that remembers which files of the one before it does not name.</summary>
    private GoldenManifest Replacing(GoldenManifest before, GoldenManifest after)
    {
        DateTimeOffset now = _time.GetUtcNow();
        HashSet<string> kept = after.Keys.ToHashSet(StringComparer.Ordinal);
        return after with
        {
            Replaced =
            [
                .. after.Replaced.Concat(before.Keys.Where(key => !kept.Contains(key)).Select(key => new ReplacedFile(key, now)))
                    .OrderBy(file => file.Key, StringComparer.Ordinal),
            ],
        };
    }

    private static ParallelOptions Parallelism(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = BucketsAtOnce, CancellationToken = cancellationToken };
}
