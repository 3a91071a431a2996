using PartyOrleans.Api.Hub;
using PartyOrleans.Connectors;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Connectors.Intake;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Loads;

/// <summary>What a load of one input did.</summary>
/// <param name="Input">The input.</param>
/// <param name="InUse">How it was read; null where it was not, being in the hub already.</param>
/// <param name="ResumedAfter">Records and refused lines that an earlier, interrupted load had done.</param>
/// <param name="Accepted">Records taken.</param>
/// <param name="Rejected">Lines refused.</param>
/// <param name="Repeated">Records that repeat an earlier one of the input to the byte.</param>
/// <param name="Changed">Of those taken, records that were new or differ from what the hub held.</param>
public sealed record FileLoadResult(
    string Input, MappingInUse? InUse, long ResumedAfter, long Accepted, long Rejected, long Repeated, long Changed)
{
    /// <summary>What came of it by the contract of its source; null where the source has none.</summary>
    public SourceReport? Report { get; init; }

    /// <summary>Whether nothing was read, since just this object was loaded before, and read that way.</summary>
    public bool WasLoaded => InUse is null;
}

/// <summary>
/// Loads one input into a hub. Every commit holds the checkpoint of how far the input has come, so a load that was interrupted, however
/// hard, goes on where it was: nothing is lost, nothing is there twice. Objects of zones are loaded once: the checkpoints are the manifest
/// of what was loaded, in which version.
/// </summary>
public sealed class FileLoad(ILoadTarget target, InputOptions options, ILoadProgress progress)
{
    /// <summary>Loads an input to its end.</summary>
    /// <param name="file">The input.</param>
    /// <param name="opened">Called with what was recognised, before the first record is read; not where the input was loaded before.</param>
    /// <param name="cancellationToken">Stops; what was committed stays.</param>
    /// <exception cref="InputException">The input cannot be read, or breaks off; what came before is committed.</exception>
    public async Task<FileLoadResult> RunAsync(InputFile file, Action<MappingInUse> opened, CancellationToken cancellationToken)
    {
        await using OpenedInput input = await OpenAsync(file, cancellationToken);
        return await RunAsync(input, opened, cancellationToken);
    }

    /// <summary>Looks up how far an input has come, opens and recognises it, and begins to read.</summary>
    /// <exception cref="InputException">It cannot be read or recognised.</exception>
    public async Task<OpenedInput> OpenAsync(InputFile file, CancellationToken cancellationToken)
    {
        string name = NameOf(file);
        string fingerprint = InputFingerprint.Of(file, options);
        LoadCheckpoint? found = fingerprint.Length == 0 ? null : await target.FindCheckpointAsync(name, cancellationToken);
        bool isSame = found is not null && string.Equals(found.Fingerprint, fingerprint, StringComparison.Ordinal);
        if (isSame && found!.Complete && file.InZone is not null)
        {
            return new OpenedInput(file, found, null, null);
        }

        RecordReader reader = RecordReader.Open(file, options, cancellationToken);
        LoadCheckpoint start = isSame && !found!.Complete ? found : new LoadCheckpoint(name, fingerprint, 0, 0, 0, Complete: false);
        return new OpenedInput(file, start, reader, reader.ReadAsync(start.RecordsDone, cancellationToken));
    }

    /// <summary>Loads an opened input to its end.</summary>
    /// <exception cref="InputException">The input breaks off; what came before is committed.</exception>
    public async Task<FileLoadResult> RunAsync(OpenedInput input, Action<MappingInUse> opened, CancellationToken cancellationToken)
    {
        InputFile file = input.File;
        LoadCheckpoint start = input.Start;
        if (input.Mapping is not { } mapping)
        {
            return new FileLoadResult(file.Name, null, start.RecordsDone, 0, 0, 0, 0);
        }

        opened(mapping);
        string name = start.Input;
        var state = new State(start);
        long changedBefore = target.Changed;
        progress.Begin($"loading {file.Name}");
        try
        {
            while (await input.NextAsync() is { } batch)
            {
                state.Add(batch, target.Erasures, file.Name);
                progress.Advance(batch.Taken + batch.DeadLetters.Count);
                if (state.Waiting >= target.RecordsPerCommit || batch.Last)
                {
                    await FlushAsync(state, name, batch.Last, cancellationToken);
                }
            }
        }
        catch (InputException)
        {
            await FlushAsync(state, name, complete: false, cancellationToken);
            await target.CommittedAsync();
            throw;
        }

        await target.CommittedAsync();
        progress.End();
        return new FileLoadResult(
            file.Name, mapping, start.RecordsDone, state.Done.Accepted - start.Accepted, state.Done.Rejected - start.Rejected, state.Repeated, target.Changed - changedBefore)
        {
            Report = input.Report,
        };
    }

    /// <summary>What the checkpoint of an input is kept under; empty for standard input, which has none.</summary>
    private static string NameOf(InputFile file) => file.IsStandardInput ? "" : file.InZone is not null ? file.Path : Path.GetFullPath(file.Path);

    private async Task FlushAsync(State state, string name, bool complete, CancellationToken cancellationToken)
    {
        state.Done = state.Done with
        {
            RecordsDone = state.RecordsDone,
            Accepted = state.Done.Accepted + state.Taken,
            Rejected = state.Done.Rejected + state.DeadLetters.Count,
            Complete = complete,
        };
        await target.TakeAsync(state.Take(name.Length > 0 ? state.Done : null), cancellationToken);
    }

    /// <summary>What was read and not handed over yet.</summary>
    private sealed class State(LoadCheckpoint start)
    {
        private List<SourceRecord> _records = [];
        private IntakeBatchBuilder? _changes;

        public LoadCheckpoint Done { get; set; } = start;

        public long RecordsDone { get; private set; } = start.RecordsDone;

        public long Repeated { get; private set; }

        /// <summary>Records and deletions taken, those of them that later ones replaced included.</summary>
        public long Taken { get; private set; }

        public List<DeadLetter> DeadLetters { get; private set; } = [];

        /// <summary>Records and deletions that wait to be handed over.</summary>
        public int Waiting => _records.Count + (_changes?.Count ?? 0);

        public void Add(RecordBatch batch, IErasures? erasures, string input)
        {
            IReadOnlyList<SourceRecord> records = batch.Records;
            IReadOnlyList<RecordKey> deletes = batch.Deletes;
            if (erasures is { HasErased: true })
            {
                records = [.. batch.Records.Where(record => !erasures.IsErased(record.Key))];
                deletes = [.. batch.Deletes.Where(key => !erasures.IsErased(key))];
                DeadLetters.AddRange(batch.Records.Where(record => erasures.IsErased(record.Key)).Select(record => ErasedLetters.Of(record.Key, input)));
            }

            Taken += batch.Taken - (batch.Records.Count - records.Count);
            if (_changes is null && batch.Deletes.Count + batch.Versions.Count == 0)
            {
                _records.AddRange(records);
            }
            else
            {
                Fold(records, deletes, batch.Versions);
            }

            DeadLetters.AddRange(batch.DeadLetters);
            Repeated += batch.Repeated;
            RecordsDone = batch.RecordsDone;
        }

        /// <summary>All that waits; afterwards nothing does.</summary>
        public LoadPart Take(LoadCheckpoint? checkpoint)
        {
            IntakeBatch? folded = _changes?.Build();
            var part = new LoadPart
            {
                Records = folded?.Upserts ?? _records,
                Deletes = folded?.Deletes ?? [],
                Versions = folded?.Versions ?? [],
                DeadLetters = DeadLetters,
                Checkpoint = checkpoint,
            };
            _records = [];
            _changes = null;
            DeadLetters = [];
            Taken = 0;
            return part;
        }

        /// <summary>Of several states of a record that are committed together the last one holds.</summary>
        private void Fold(IReadOnlyList<SourceRecord> records, IReadOnlyList<RecordKey> deletes, IReadOnlyList<SourceVersion> versions)
        {
            if (_changes is null)
            {
                _changes = new IntakeBatchBuilder(ChangeOrigin.Unknown);
                _records.ForEach(record => _changes.Upsert(record));
                _records = [];
            }

            Dictionary<RecordKey, string> known = versions.ToDictionary(version => version.Key, version => version.Version);
            foreach (SourceRecord record in records)
            {
                _changes.Upsert(record, known.GetValueOrDefault(record.Key));
            }

            foreach (RecordKey key in deletes)
            {
                _changes.Delete(key, known.GetValueOrDefault(key));
            }
        }
    }
}
