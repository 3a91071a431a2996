namespace PartyOrleans.Connectors.Zones;

/// <summary>Fills a buffer with bytes of an object.</summary>
/// <param name="from">Offset of the first byte.</param>
/// <param name="buffer">Is filled whole.</param>
/// <param name="cancellationToken">Stops.</param>
/// <exception cref="ZoneException">The bytes cannot be had, also not by trying again.</exception>
internal delegate Task ReadRange(long from, Memory<byte> buffer, CancellationToken cancellationToken);

/// <summary>How an object is read in ranges.</summary>
public sealed record RangeOptions
{
    /// <summary>Bytes asked for at once, 64 KiB to 256 MiB; default 8 MiB. More costs memory, less costs requests.</summary>
    public int Bytes { get; init; } = 8 << 20;

    /// <summary>Ranges of one object asked for at the same time or read ahead, 1 to 64; default 4. The memory of a stream is this many ranges and one more.</summary>
    public int Ahead { get; init; } = 4;

    /// <summary>Checks the bounds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its bounds; the message names it.</exception>
    public void Validate()
    {
        if (Bytes is < 64 << 10 or > 256 << 20)
        {
            throw new ArgumentOutOfRangeException(nameof(Bytes), Bytes, "The bytes of a range must be 65,536 to 268,435,456.");
        }

        if (Ahead is < 1 or > 64)
        {
            throw new ArgumentOutOfRangeException(nameof(Ahead), Ahead, "The ranges read ahead must be 1 to 64.");
        }
    }
}

/// <summary>
/// An object as a forward stream of ranges, of which the next few are fetched at the same time while one is read. Memory is a fixed number
/// of buffers, whatever the object's size.
/// </summary>
internal sealed class RangedStream : ReadOnlyStream
{
    private readonly long size;
    private readonly ReadRange read;
    private readonly RangeOptions options;
    private readonly CancellationTokenSource stop;
    private readonly CancellationToken stopping;
    private readonly Queue<Range> fetching = [];
    private readonly Stack<byte[]> free = [];
    private Range? current;
    private long asked;
    private int at;
    private bool isDisposed;

    /// <summary>Begins to fetch the first range.</summary>
    /// <param name="size">Size of the object, bytes.</param>
    /// <param name="read">Fetches a range.</param>
    /// <param name="options">Size and number of ranges.</param>
    /// <param name="cancellationToken">Ends fetching and reads that wait.</param>
    public RangedStream(long size, ReadRange read, RangeOptions options, CancellationToken cancellationToken)
    {
        options.Validate();
        (this.size, this.read, this.options) = (size, read, options);
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stopping = stop.Token;
        Ask(1);
    }

    /// <inheritdoc />
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || !Advance())
        {
            return 0;
        }

        current!.Done.Wait(stopping);
        current.Done.Release();
        return Take(buffer);
    }

    /// <inheritdoc />
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || !Advance())
        {
            return 0;
        }

        await current!.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
        current.Done.Release();
        return Take(buffer.Span);
    }

    /// <inheritdoc />
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !isDisposed)
        {
            isDisposed = true;
            stop.Cancel();
            stop.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Has a range at hand that is not read to its end, and the next ones under way; false at the end.</summary>
    private bool Advance()
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        if (current is not null && at == current.Length && current.Failure is null)
        {
            free.Push(current.Buffer);
            current = null;
        }

        if (current is null)
        {
            if (fetching.Count == 0)
            {
                return false; // also of an empty object: the first range was asked for when the stream was made
            }

            current = fetching.Dequeue();
            at = 0;
            Ask(options.Ahead);
        }

        return true;
    }

    private int Take(Span<byte> buffer)
    {
        if (current!.Failure is { } failure)
        {
            stopping.ThrowIfCancellationRequested();
            throw failure is ZoneException known ? new ZoneException(known.Message, known.Fault, known) : new IOException(failure.Message, failure);
        }

        int take = Math.Min(buffer.Length, current.Length - at);
        current.Buffer.AsSpan(at, take).CopyTo(buffer);
        at += take;
        return take;
    }

    private void Ask(int most)
    {
        while (fetching.Count < most && asked < size)
        {
            int length = (int)Math.Min(options.Bytes, size - asked);
            byte[] buffer = free.TryPop(out byte[]? used) && used.Length >= length ? used : GC.AllocateUninitializedArray<byte>(length);
            var range = new Range(asked, buffer, length);
            asked += length;
            fetching.Enqueue(range);
            _ = Task.Run(() => range.FetchAsync(read, stopping), CancellationToken.None);
        }
    }

    private sealed class Range(long from, byte[] buffer, int length)
    {
        public byte[] Buffer => buffer;

        public int Length => length;

        /// <summary>One while the range is there or failed, none before.</summary>
        public SemaphoreSlim Done { get; } = new(0);

        public Exception? Failure { get; private set; }

        public async Task FetchAsync(ReadRange read, CancellationToken cancellationToken)
        {
            try
            {
                await read(from, buffer.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                Failure = failure;
            }

            Done.Release();
        }
    }
}
