using PartyOrleans.Connectors;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Output;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Loading;

/// <summary>What a load of one input did.</summary>
/// <param name="Input">The input.</param>
/// <param name="InUse">How it was read.</param>
/// <param name="ResumedAfter">Records and refused lines that an earlier, interrupted load had done.</param>
/// <param name="Accepted">Records taken.</param>
/// <param name="Rejected">Lines refused.</param>
/// <param name="Repeated">Records that repeat an earlier one of the input to the byte.</param>
/// <param name="Changed">Of those taken, records that were new or differ from what the hub held.</param>
internal sealed record FileLoadResult(
    string Input, MappingInUse InUse, long ResumedAfter, long Accepted, long Rejected, long Repeated, long Changed);

/// <summary>
/// Loads one input into a hub. Every commit holds the checkpoint of how far the input has come, so a load that was interrupted, however
/// hard, goes on where it was: nothing is lost, nothing is there twice.
/// </summary>
internal sealed class FileLoad(ILoadTarget target, InputOptions options, WorkProgress progress)
{
    /// <summary>Loads an input to its end.</summary>
    /// <param name="file">The input.</param>
    /// <param name="opened">Called with what was recognised, before the first record is read.</param>
    /// <param name="cancellationToken">Stops; what was committed stays.</param>
    /// <exception cref="InputException">The input cannot be read, or breaks off; what came before is committed.</exception>
    public async Task<FileLoadResult> RunAsync(InputFile file, Action<MappingInUse> opened, CancellationToken cancellationToken)
    {
        using RecordReader reader = InputAccess.Open(file, options, cancellationToken);
        opened(reader.Mapping);
        string name = file.IsStandardInput ? "" : Path.GetFullPath(file.Path);
        string fingerprint = InputFingerprint.Of(file, options);
        LoadCheckpoint start = await StartAsync(name, fingerprint, cancellationToken);
        var state = new State(start);
        long changedBefore = target.Changed;
        progress.Begin($"loading {file.Name}", "records");
        try
        {
            await foreach (RecordBatch batch in reader.ReadAsync(start.RecordsDone, cancellationToken))
            {
                state.Add(batch, target.Erasures, file.Name);
                progress.Advance(batch.Records.Count + batch.DeadLetters.Count);
                if (state.Records.Count >= target.RecordsPerCommit || batch.Last)
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
            file.Name, reader.Mapping, start.RecordsDone, state.Done.Accepted - start.Accepted, state.Done.Rejected - start.Rejected, state.Repeated, target.Changed - changedBefore);
    }

    /// <summary>Where to go on: after an interrupted load of the same input, else at its start. A complete one is read again, which changes nothing.</summary>
    private async Task<LoadCheckpoint> StartAsync(string name, string fingerprint, CancellationToken cancellationToken)
    {
        LoadCheckpoint? found = fingerprint.Length == 0 ? null : await target.FindCheckpointAsync(name, cancellationToken);
        return found is { Complete: false } && string.Equals(found.Fingerprint, fingerprint, StringComparison.Ordinal)
            ? found
            : new LoadCheckpoint(name, fingerprint, 0, 0, 0, Complete: false);
    }

    private async Task FlushAsync(State state, string name, bool complete, CancellationToken cancellationToken)
    {
        state.Done = state.Done with
        {
            RecordsDone = state.RecordsDone,
            Accepted = state.Done.Accepted + state.Records.Count,
            Rejected = state.Done.Rejected + state.DeadLetters.Count,
            Complete = complete,
        };
        await target.TakeAsync(state.Records, state.DeadLetters, name.Length > 0 ? state.Done : null, cancellationToken);
        state.Records = [];
        state.DeadLetters = [];
    }

    private sealed class State(LoadCheckpoint start)
    {
        public LoadCheckpoint Done { get; set; } = start;

        public long RecordsDone { get; private set; } = start.RecordsDone;

        public long Repeated { get; private set; }

        public List<SourceRecord> Records { get; set; } = [];

        public List<DeadLetter> DeadLetters { get; set; } = [];

        public void Add(RecordBatch batch, IErasures? erasures, string input)
        {
            if (erasures is { HasErased: true })
            {
                foreach (SourceRecord record in batch.Records)
                {
                    if (erasures.IsErased(record.Key))
                    {
                        DeadLetters.Add(new DeadLetter(record.Key.Source, input, 0, DeadLetterKind.Erased, "erased: the record may not come again until that is lifted", ""));
                    }
                    else
                    {
                        Records.Add(record);
                    }
                }
            }
            else
            {
                Records.AddRange(batch.Records);
            }

            DeadLetters.AddRange(batch.DeadLetters);
            Repeated += batch.Repeated;
            RecordsDone = batch.RecordsDone;
        }
    }
}
