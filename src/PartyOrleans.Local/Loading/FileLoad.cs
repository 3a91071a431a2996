using PartyOrleans.Api.Hub;
using PartyOrleans.Connectors;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Output;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Loading;

/// <summary>What a load of one input did.</summary>
/// <param name="Input">The input.</param>
/// <param name="InUse">How it was read; null where it was not, being in the hub already.</param>
/// <param name="ResumedAfter">Records and refused lines that an earlier, interrupted load had done.</param>
/// <param name="Accepted">Records taken.</param>
/// <param name="Rejected">Lines refused.</param>
/// <param name="Repeated">Records that repeat an earlier one of the input to the byte.</param>
/// <param name="Changed">Of those taken, records that were new or differ from what the hub held.</param>
internal sealed record FileLoadResult(
    string Input, MappingInUse? InUse, long ResumedAfter, long Accepted, long Rejected, long Repeated, long Changed)
{
    /// <summary>Whether nothing was read, since just this object was loaded before, and read that way.</summary>
    public bool WasLoaded => InUse is null;
}

/// <summary>
/// Loads one input into a hub. Every commit holds the checkpoint of how far the input has come, so a load that was interrupted, however
/// hard, goes on where it was: nothing is lost, nothing is there twice. Objects of zones are loaded once: the checkpoints are the manifest
/// of what was loaded, in which version.
/// </summary>
internal sealed class FileLoad(ILoadTarget target, InputOptions options, WorkProgress progress)
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

        RecordReader reader = InputAccess.Open(file, options, cancellationToken);
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
        progress.Begin($"loading {file.Name}", "records");
        try
        {
            while (await input.NextAsync() is { } batch)
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
            file.Name, mapping, start.RecordsDone, state.Done.Accepted - start.Accepted, state.Done.Rejected - start.Rejected, state.Repeated, target.Changed - changedBefore);
    }

    /// <summary>What the checkpoint of an input is kept under; empty for standard input, which has none.</summary>
    private static string NameOf(InputFile file) => file.IsStandardInput ? "" : file.InZone is not null ? file.Path : Path.GetFullPath(file.Path);

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
                        DeadLetters.Add(ErasedLetters.Of(record.Key, input));
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
