using PartyOrleans.Connectors;
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

    /// <summary>Inputs read.</summary>
    public int Files { get; private set; }

    /// <summary>Records left out, because they were erased or the hub holds a newer version.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Lines refused by the rules that hold now, in the order of the inputs.</summary>
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

        progress.End();
        return input;
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
