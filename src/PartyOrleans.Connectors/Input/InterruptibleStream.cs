namespace PartyOrleans.Connectors;

/// <summary>Standard input whose reads end when the command is interrupted, also while they wait for input that may never come.</summary>
public sealed class InterruptibleStream(Stream stream, CancellationToken cancellationToken) : Stream
{
    /// <inheritdoc />
    public override bool CanRead => true;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override bool CanWrite => false;

    /// <inheritdoc />
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count)
    {
        // The read itself cannot be cancelled; it is left behind, with a buffer of its own, for the end of the process.
        byte[] own = new byte[count];
        int got = 0;
        Exception? failure = null;
        var done = new SemaphoreSlim(0);
        ThreadPool.UnsafeQueueUserWorkItem(
            _ =>
            {
                try
                {
                    got = stream.Read(own, 0, count);
                }
                catch (Exception error)
                {
                    failure = error;
                }

                done.Release();
            },
            null);
        done.Wait(cancellationToken);
        if (failure is not null)
        {
            throw new IOException(failure.Message, failure);
        }

        own.AsSpan(0, got).CopyTo(buffer.AsSpan(offset, count));
        return got;
    }

    /// <inheritdoc />
    public override void Flush()
    {
    }

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
