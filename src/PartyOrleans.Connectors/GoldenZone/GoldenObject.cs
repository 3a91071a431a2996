using System.IO.Pipelines;
using System.Security.Cryptography;
using PartyOrleans.Connectors.Zones;

namespace PartyOrleans.Connectors.GoldenZone;

/// <summary>An object that is written to a zone while its bytes are made, in memory that does not grow with it. What is not finished is not there.</summary>
internal sealed class GoldenObject : IAsyncDisposable
{
    private readonly Pipe _pipe = new();
    private readonly HashingStream _bytes;
    private readonly Task _put;
    private bool _finished;

    /// <summary>Begins to write an object.</summary>
    public GoldenObject(IObjectZone zone, string key, CancellationToken cancellationToken)
    {
        Key = key;
        Stream = _pipe.Writer.AsStream(leaveOpen: true);
        _bytes = new HashingStream(_pipe.Reader.AsStream());
        _put = PutAsync(zone, cancellationToken);
    }

    /// <summary>Its key.</summary>
    public string Key { get; }

    /// <summary>Takes its bytes.</summary>
    public Stream Stream { get; }

    /// <summary>Ends it: it is there when the task completes.</summary>
    /// <returns>Its size and the SHA-256 of its bytes, hexadecimal.</returns>
    public async Task<(long Bytes, string Sha256)> FinishAsync()
    {
        _finished = true;
        await _pipe.Writer.CompleteAsync();
        await _put;
        return (_bytes.Count, _bytes.Hash());
    }

    /// <summary>Gives it up where it was not finished.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_finished)
        {
            await _pipe.Writer.CompleteAsync(new OperationCanceledException("The object is not to be written."));
            await _put.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _bytes.DisposeAsync();
    }

    private async Task PutAsync(IObjectZone zone, CancellationToken cancellationToken)
    {
        try
        {
            await zone.PutAsync(Key, _bytes, cancellationToken);
        }
        catch (Exception failure)
        {
            await _pipe.Reader.CompleteAsync(failure); // who writes is not to wait for a reader that is gone
            throw;
        }
    }

    /// <summary>Passes bytes on and hashes them.</summary>
    private sealed class HashingStream(Stream inner) : Stream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public long Count { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => Count;
            set => throw new NotSupportedException();
        }

        public string Hash() => Convert.ToHexStringLower(_hash.GetCurrentHash());

        public override int Read(byte[] buffer, int offset, int count) => Took(buffer.AsSpan(offset, inner.Read(buffer, offset, count)));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await inner.ReadAsync(buffer, cancellationToken);
            return Took(buffer.Span[..read]);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
                _hash.Dispose();
            }

            base.Dispose(disposing);
        }

        private int Took(ReadOnlySpan<byte> bytes)
        {
            _hash.AppendData(bytes);
            Count += bytes.Length;
            return bytes.Length;
        }
    }
}
