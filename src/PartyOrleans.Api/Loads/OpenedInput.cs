using PartyOrleans.Connectors;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Model;

namespace PartyOrleans.Api.Loads;

/// <summary>An input that is open and recognised, and whose first batch is being read; or one that needs not be read, being in the hub already.</summary>
public sealed class OpenedInput : IAsyncDisposable
{
    private readonly RecordReader? _reader;
    private readonly IAsyncEnumerator<RecordBatch>? _batches;
    private Task<bool> _next = Task.FromResult(false);

    /// <summary>Begins to read.</summary>
    /// <param name="file">The input.</param>
    /// <param name="start">Where it goes on.</param>
    /// <param name="reader">Its reader, which this owns; null where it needs not be read.</param>
    /// <param name="batches">Its batches from there on.</param>
    public OpenedInput(InputFile file, LoadCheckpoint start, RecordReader? reader, IAsyncEnumerable<RecordBatch>? batches)
    {
        (File, Start, _reader) = (file, start, reader);
        if (batches is not null)
        {
            _batches = batches.GetAsyncEnumerator(CancellationToken.None); // the reader was given the token
            _next = _batches.MoveNextAsync().AsTask();
        }
    }

    /// <summary>The input.</summary>
    public InputFile File { get; }

    /// <summary>Where it goes on; complete where it needs not be read.</summary>
    public LoadCheckpoint Start { get; }

    /// <summary>How it is read; null where it needs not be.</summary>
    public MappingInUse? Mapping => _reader?.Mapping;

    /// <summary>What came of it so far by the contract of its source; null where the source has none.</summary>
    public SourceReport? Report => _reader?.Report;

    /// <summary>The next batch, or null at the end.</summary>
    /// <exception cref="InputException">The input breaks off.</exception>
    public async Task<RecordBatch?> NextAsync()
    {
        if (!await _next)
        {
            return null;
        }

        RecordBatch batch = _batches!.Current;
        _next = _batches.MoveNextAsync().AsTask();
        return batch;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_batches is not null)
        {
            await ((Task)_next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _batches.DisposeAsync();
        }

        _reader?.Dispose();
    }
}
