using System.IO.Compression;

namespace PartyOrleans.Connectors;

/// <summary>
/// Unpacks gzip and notices where it is cut short, which <see cref="GZipStream"/> takes for the end. A small member of known content is fed
/// in after the last byte: a whole input is followed by just that content, a cut one is not.
/// </summary>
internal sealed class GzipInput : ReadOnlyStream
{
    private static readonly byte[] EndMark = "the end of the packed input"u8.ToArray();
    private static readonly byte[] EndMember = Pack(EndMark);

    private readonly TailedStream packed;
    private readonly GZipStream unpacked;
    private int markSeen;

    public GzipInput(Stream packed)
    {
        this.packed = new TailedStream(packed);
        unpacked = new GZipStream(this.packed, CompressionMode.Decompress);
    }

    /// <exception cref="InvalidDataException">The input is damaged or cut short.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || markSeen == EndMark.Length)
        {
            return 0;
        }

        int got;
        try
        {
            got = unpacked.Read(buffer);
        }
        catch (InvalidDataException) when (packed.TailBegun)
        {
            throw CutShort();
        }

        if (!packed.TailBegun)
        {
            return got;
        }

        // The tail is only asked for once all that came before it is unpacked, so from here on only the mark may come.
        while (got > 0)
        {
            if (got > EndMark.Length - markSeen || !buffer[..got].SequenceEqual(EndMark.AsSpan(markSeen, got)))
            {
                throw CutShort();
            }

            markSeen += got;
            got = markSeen == EndMark.Length ? 0 : unpacked.Read(buffer);
        }

        return markSeen == EndMark.Length ? 0 : throw CutShort();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            unpacked.Dispose();
        }

        base.Dispose(disposing);
    }

    private static InvalidDataException CutShort() => new("the packed data ends too early.");

    private static byte[] Pack(byte[] content)
    {
        using var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return member.ToArray();
    }

    /// <summary>A stream with the end member after it.</summary>
    private sealed class TailedStream(Stream body) : ReadOnlyStream
    {
        private int tailAt;

        public bool TailBegun { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            if (!TailBegun)
            {
                int got = body.Read(buffer);
                if (got > 0)
                {
                    return got;
                }

                TailBegun = true;
            }

            int take = Math.Min(buffer.Length, EndMember.Length - tailAt);
            EndMember.AsSpan(tailAt, take).CopyTo(buffer);
            tailAt += take;
            return take;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                body.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}

/// <summary>The part of a stream that is the same for all that can only be read on.</summary>
internal abstract class ReadOnlyStream : Stream
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
    public abstract override int Read(Span<byte> buffer);

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

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
