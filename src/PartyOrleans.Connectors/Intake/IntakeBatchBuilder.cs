using PartyOrleans.Model;

namespace PartyOrleans.Connectors.Intake;

/// <summary>
/// Gathers changes in the order in which a source sends them. Of several changes of one record the last one holds, except that one of an older version
/// than the one gathered before it is passed over.
/// </summary>
/// <param name="origin">Who hands them in.</param>
public sealed class IntakeBatchBuilder(ChangeOrigin origin)
{
    private readonly Dictionary<RecordKey, (SourceRecord? Record, string? Version)> _changes = [];
    private readonly List<DeadLetter> _deadLetters = [];
    private readonly SortedDictionary<string, SourcePosition> _positions = new(StringComparer.Ordinal);

    /// <summary>Records, deleted ones too, and dead letters gathered.</summary>
    public int Count => _changes.Count + _deadLetters.Count;

    /// <summary>Changes passed over, because another one of the same record came after them or was newer.</summary>
    public int Folded { get; private set; }

    /// <summary>Adds a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="version">Its version, or null where its source has none.</param>
    public void Upsert(SourceRecord record, string? version = null)
    {
        ArgumentNullException.ThrowIfNull(record);
        Put(record.Key, record, version);
    }

    /// <summary>Adds that a record was deleted.</summary>
    public void Delete(RecordKey key, string? version = null) => Put(key, record: null, version);

    /// <summary>Adds an input that was refused.</summary>
    public void Refuse(DeadLetter letter) => _deadLetters.Add(letter);

    /// <summary>Says how far a stream has come; what was said before of where its reader went on from stays.</summary>
    public void Reach(SourcePosition position) =>
        _positions[position.Stream] = _positions.TryGetValue(position.Stream, out SourcePosition before)
            ? new SourcePosition(position.Stream, Math.Max(before.Next, position.Next), before.From)
            : position;

    /// <summary>The batch, sorted by key; the builder then is empty again.</summary>
    /// <param name="checkpoint">How far its load has come with it, where it is part of one.</param>
    public IntakeBatch Build(LoadCheckpoint? checkpoint = null)
    {
        var batch = new IntakeBatch
        {
            Origin = origin,
            Upserts = [.. _changes.Values.Select(change => change.Record).OfType<SourceRecord>().OrderBy(record => record.Key)],
            Deletes = [.. _changes.Where(change => change.Value.Record is null).Select(change => change.Key).Order()],
            Versions =
            [
                .. _changes.Where(change => change.Value.Version is not null)
                    .Select(change => new SourceVersion(change.Key, change.Value.Version!)).OrderBy(version => version.Key),
            ],
            DeadLetters = [.. _deadLetters],
            Positions = [.. _positions.Values],
            Checkpoint = checkpoint,
        };
        _changes.Clear();
        _deadLetters.Clear();
        _positions.Clear();
        Folded = 0;
        return batch;
    }

    private void Put(RecordKey key, SourceRecord? record, string? version)
    {
        if (_changes.TryGetValue(key, out (SourceRecord? Record, string? Version) before))
        {
            Folded++;
            if (version is not null && before.Version is not null && string.CompareOrdinal(version, before.Version) < 0)
            {
                return;
            }
        }

        _changes[key] = (record, version ?? before.Version);
    }
}
