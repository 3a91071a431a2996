using PartyOrleans.Connectors;
using PartyOrleans.Kafka.Replaying;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Output;
using PartyOrleans.Model;
using PartyOrleans.Resolution;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Replays;

/// <summary>
/// What a range of source data says, read again by the rules that hold now: of a record that comes several times the last state, older states than
/// the hub holds and erased records left out.
/// </summary>
internal sealed class ReplayInput
{
    private readonly SortedDictionary<RecordKey, SourceRecord?> _records = [];
    private readonly Dictionary<RecordKey, string> _versions = [];
    private readonly List<DeadLetter> _deadLetters = [];

    /// <summary>Inputs read: files, objects or partitions.</summary>
    public int Files { get; private set; }

    /// <summary>Messages of a stream read; null where files were.</summary>
    public long? Messages { get; private set; }

    /// <summary>Records left out, because they were erased, the hub holds a newer version, or messages after the range are of them too.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Lines or messages that the rules which hold now refuse.</summary>
    public long Refused { get; private set; }

    /// <summary>The dead letters that are to be made of them, in the order of the inputs.</summary>
    public IReadOnlyList<DeadLetter> DeadLetters => _deadLetters;

    /// <summary>The records and deletions, sorted.</summary>
    public InputBatch Batch => new()
    {
        Upserts = [.. _records.Values.OfType<SourceRecord>()],
        Deletes = [.. _records.Where(static record => record.Value is null).Select(static record => record.Key)],
    };

    /// <summary>The versions of those records and deletions that have one, sorted by key.</summary>
    public IReadOnlyList<SourceVersion> Versions => [.. _versions.OrderBy(static version => version.Key).Select(static version => new SourceVersion(version.Key, version.Value))];

    /// <summary>Reads inputs to their ends.</summary>
    /// <exception cref="InputException">One cannot be read, or breaks off.</exception>
    public static async Task<ReplayInput> ReadAsync(
        IEnumerable<InputFile> files, InputOptions options, IPartyStore store, WorkProgress progress, CancellationToken cancellationToken)
    {
        var input = new ReplayInput();
        progress.Begin("reading again", "records");
        foreach (InputFile file in files)
        {
            using RecordReader reader = InputAccess.Open(file, options, cancellationToken);
            await foreach (RecordBatch batch in reader.ReadAsync(0, cancellationToken))
            {
                await input.AddAsync(batch, store, cancellationToken);
                progress.Advance(batch.Records.Count + batch.DeadLetters.Count);
            }

            input.Files++;
        }

        input.Refused = input._deadLetters.Count;

        progress.End();
        return input;
    }

    /// <summary>What a range of a stream that was read comes to. Messages that wait among the dead letters already do not become ones again.</summary>
    public static async Task<ReplayInput> OfAsync(StreamReplay stream, IPartyStore store, CancellationToken cancellationToken)
    {
        var input = new ReplayInput { Files = stream.Partitions, Messages = stream.Messages, LeftOut = stream.LeftOut };
        IReadOnlyList<(RecordKey Key, SourceRecord? Record, string? Version)> records = stream.Records;
        await input.AddAsync(
            new RecordBatch([.. records.Select(static each => each.Record).OfType<SourceRecord>()], stream.Refused, records.Count, Last: true)
            {
                Deletes = [.. records.Where(static each => each.Record is null).Select(static each => each.Key)],
                Versions = [.. records.Where(static each => each.Version is not null).Select(static each => new SourceVersion(each.Key, each.Version!))],
                Taken = records.Count,
            },
            store, cancellationToken);
        input.Refused = input._deadLetters.Count;
        if (store is IDeadLetters kept)
        {
            foreach (string name in stream.Refused.Select(static letter => letter.Input).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                HashSet<long> waiting = await FindWaitingAsync(kept, name, cancellationToken);
                input._deadLetters.RemoveAll(letter => string.Equals(letter.Input, name, StringComparison.Ordinal) && waiting.Contains(letter.Line));
            }
        }

        return input;
    }

    private static async Task<HashSet<long>> FindWaitingAsync(IDeadLetters kept, string input, CancellationToken cancellationToken)
    {
        var waiting = new HashSet<long>();
        string? cursor = null;
        do
        {
            Page<DeadLetterEntry> page = await kept.ReadDeadLetterPageAsync(
                DeadLetterFilter.All with { Input = input, State = DeadLetterState.Open }, new PageRequest(PageRequest.MaxLimit, cursor), cancellationToken);
            waiting.UnionWith(page.Items.Select(static entry => entry.Letter.Line));
            cursor = page.Next;
        }
        while (cursor is not null);
        return waiting;
    }

    private async Task AddAsync(RecordBatch batch, IPartyStore store, CancellationToken cancellationToken)
    {
        Dictionary<RecordKey, string> versions = batch.Versions.ToDictionary(static version => version.Key, static version => version.Version);
        Dictionary<RecordKey, string> held = versions.Count == 0
            ? []
            : (await store.FindVersionsAsync(versions.Keys, cancellationToken)).ToDictionary(static version => version.Key, static version => version.Version);
        foreach ((RecordKey key, SourceRecord? record) in batch.Records.Select(static record => (record.Key, (SourceRecord?)record)).Concat(batch.Deletes.Select(static key => (key, (SourceRecord?)null))))
        {
            string? version = versions.GetValueOrDefault(key);
            if (store is IErasures { HasErased: true } erasures && erasures.IsErased(key)
                || IsOlder(version, held.GetValueOrDefault(key)) || IsOlder(version, _versions.GetValueOrDefault(key)))
            {
                LeftOut++;
                continue;
            }

            _records[key] = record;
            if (version is not null)
            {
                _versions[key] = version;
            }
        }

        _deadLetters.AddRange(batch.DeadLetters);
    }

    private static bool IsOlder(string? version, string? than) => version is not null && than is not null && string.CompareOrdinal(version, than) < 0;
}
