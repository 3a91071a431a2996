using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Matching.Features;

namespace PartyOrleans.Connectors;

/// <summary>
/// Reads one input: recognises its format and columns when opened, then delivers its records in batches, in the order of the input.
/// What it delivers depends on the bytes and the options alone, not on the number of threads. An input is read once.
/// </summary>
public sealed class RecordReader : IDisposable
{
    private readonly InputBytes bytes;
    private readonly InputOptions options;
    private readonly InputFormat format;
    private bool isRead;

    private RecordReader(InputBytes bytes, InputOptions options, InputFormat format)
    {
        this.bytes = bytes;
        this.options = options;
        this.format = format;
    }

    /// <summary>What was recognised, printable.</summary>
    public MappingInUse Mapping => format.InUse;

    /// <summary>What came of the input by the contract of its source; complete once the input is read. Null where the source has no contract.</summary>
    public SourceReport? Report => format.Context.Tally?.Report();

    /// <summary>Lines that were not valid UTF-8 and were read as Windows-1252; complete once the input is read.</summary>
    public long RepairedLines => format.Context.RepairedLines;

    /// <summary>Opens an input and recognises it.</summary>
    /// <exception cref="InputException">It cannot be read, is empty, is no text, or has no column that can be used.</exception>
    public static RecordReader Open(InputFile file, InputOptions options)
    {
        options.Validate();
        return Open(file, options, InputBytes.Open(file));
    }

    /// <summary>Opens an input and recognises it; a wait for standard input or for a zone ends when it is stopped.</summary>
    /// <exception cref="InputException">As for a file.</exception>
    public static RecordReader Open(InputFile file, InputOptions options, CancellationToken cancellationToken) =>
        file.InZone is { } input ? Open(file, options, input.Zone.OpenRead(input.Target, cancellationToken))
        : file.IsStandardInput ? Open(file, options, new InterruptibleStream(Console.OpenStandardInput(), cancellationToken))
        : Open(file, options);

    /// <summary>Reads an open stream as if it were a file of that name.</summary>
    /// <exception cref="InputException">As for a file.</exception>
    public static RecordReader Open(InputFile file, InputOptions options, Stream stream)
    {
        options.Validate();
        return Open(file, options, InputBytes.Open(file, stream));
    }

    /// <summary>Delivers the batches. At least one comes; the last one says so and may be empty.</summary>
    /// <param name="skipRecords">Records and dead letters that were handled before (<see cref="RecordBatch.RecordsDone"/>); they are passed over.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="InputException">The input breaks off; what came before was delivered.</exception>
    /// <exception cref="InvalidOperationException">The input was read before.</exception>
    public IAsyncEnumerable<RecordBatch> ReadAsync(long skipRecords, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(skipRecords);
        return ReadAsync(new BatchAssembler(format.Context, options.BatchRecords, skipRecords, format.NewLine), () => format.Parser(null), cancellationToken);
    }

    /// <summary>
    /// Encodes the records into rows, without making objects of them, and delivers batches that hold no records but say how many there
    /// were. The rows are whole once the last batch was delivered.
    /// </summary>
    /// <param name="records">Where the rows go.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="InputException">The input breaks off; what came before was encoded. Or it is a feed of changes, of which nothing was.</exception>
    /// <exception cref="InvalidOperationException">The input was read before.</exception>
    public async IAsyncEnumerable<RecordBatch> EncodeAsync(EncodedRecords records, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (format.Context.Contract is { IsChangeFeed: true } contract)
        {
            throw new InputException(
                $"{format.Context.InputName}: the contract of source {contract.Source} says that a record comes several times in it, in later states; only a store can take that (party load).");
        }

        var assembler = new BatchAssembler(format.Context, options.BatchRecords, 0, format.NewLine);
        await foreach (RecordBatch batch in ReadAsync(assembler, () => format.Parser(records.NewWriter()), cancellationToken).ConfigureAwait(false))
        {
            if (batch.Last)
            {
                foreach (int row in assembler.DroppedRows)
                {
                    records.Free(row);
                }
            }

            yield return batch;
        }
    }

    private async IAsyncEnumerable<RecordBatch> ReadAsync(
        BatchAssembler assembler, Func<IChunkParser> makeParser, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (isRead)
        {
            throw new InvalidOperationException("The input was read before; open it again.");
        }

        isRead = true;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var parsed = Channel.CreateBounded<Task<ParsedChunk>>(new BoundedChannelOptions((options.Parallelism * 2) + 2) { SingleReader = true, SingleWriter = true });
        var batches = Channel.CreateBounded<RecordBatch>(new BoundedChannelOptions(8) { SingleReader = true, SingleWriter = true });
        Task cutting = Task.Run(() => CutAsync(parsed.Writer, makeParser, stop.Token), CancellationToken.None);
        Task assembling = Task.Run(() => AssembleAsync(parsed.Reader, assembler, batches.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (RecordBatch batch in batches.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return batch;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await cutting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await assembling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            bytes.Dispose();
        }
    }

    /// <inheritdoc />
    public void Dispose() => bytes.Dispose();

    private static RecordReader Open(InputFile file, InputOptions options, InputBytes bytes)
    {
        try
        {
            return new RecordReader(bytes, options, InputFormat.Recognise(file, options, bytes));
        }
        catch (InputException unrecognised) when (bytes.HowHeadBreaks is not null)
        {
            // What could not be recognised is the beginning of an input that breaks off: that is what the sender has to hear.
            bytes.Dispose();
            throw new InputException(bytes.HowHeadBreaks, unrecognised);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    private async Task CutAsync(ChannelWriter<Task<ParsedChunk>> parsed, Func<IChunkParser> makeParser, CancellationToken cancellationToken)
    {
        var parsers = new ConcurrentQueue<IChunkParser>();
        using var free = new SemaphoreSlim(options.Parallelism);
        var started = new List<Task>();
        try
        {
            IChunkSource source = format.Chunks();
            while (source.Next(cancellationToken) is { } chunk)
            {
                await free.WaitAsync(cancellationToken).ConfigureAwait(false);
                Task<ParsedChunk> parsing = Task.Run(
                    () =>
                    {
                        IChunkParser parser = parsers.TryDequeue(out IChunkParser? idle) ? idle : makeParser();
                        try
                        {
                            return parser.Parse(chunk);
                        }
                        finally
                        {
                            parsers.Enqueue(parser);
                            free.Release();
                        }
                    },
                    CancellationToken.None);
                started.RemoveAll(task => task.IsCompleted);
                started.Add(parsing);
                await parsed.WriteAsync(parsing, cancellationToken).ConfigureAwait(false);
            }

            parsed.Complete();
        }
        catch (Exception error)
        {
            parsed.Complete(error);
        }
        finally
        {
            // The semaphore and the buffers live until the last parser is done.
            await Task.WhenAll(started).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task AssembleAsync(
        ChannelReader<Task<ParsedChunk>> parsed, BatchAssembler assembler, ChannelWriter<RecordBatch> batches, CancellationToken cancellationToken)
    {
        var full = new List<RecordBatch>();
        try
        {
            await foreach (Task<ParsedChunk> parsing in parsed.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                ParsedChunk chunk = await parsing.ConfigureAwait(false);
                assembler.Add(chunk, full);
                chunk.Chunk.Release();
                foreach (RecordBatch batch in full)
                {
                    await batches.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
                }

                full.Clear();
            }

            await batches.WriteAsync(assembler.Last(), cancellationToken).ConfigureAwait(false);
            batches.Complete();
        }
        catch (Exception error)
        {
            if (error is InputException && assembler.Rest() is { } rest)
            {
                await batches.WriteAsync(rest, cancellationToken).ConfigureAwait(false);
            }

            batches.Complete(error);
        }
    }
}
