using System.IO.Pipelines;
using Parquet;
using Parquet.Serialization;
using PartyOrleans.Connectors;

namespace PartyOrleans.Parquet;

/// <summary>
/// Parquet files as inputs: every row becomes a JSON object with the columns' names, which is then mapped as a line of JSON is. A row group is in
/// memory at a time.
/// </summary>
public sealed class ParquetInput : IPackedInput
{
    private const int FlushBytes = 1 << 16;

    /// <summary>Adds Parquet to the inputs that this program reads.</summary>
    public static void Register() => PackedInputs.Add(new ParquetInput());

    /// <inheritdoc />
    public string Name => "Parquet";

    /// <inheritdoc />
    public ReadOnlyMemory<byte> Mark { get; } = "PAR1"u8.ToArray();

    /// <inheritdoc />
    public Stream Unpack(Stream packed)
    {
        ArgumentNullException.ThrowIfNull(packed);
        return new Lines(packed);
    }

    private static async Task GiveAsync(Stream packed, PipeWriter to, CancellationToken cancellationToken)
    {
        try
        {
            await using Stream file = await SeekableCopy.OfAsync(packed, cancellationToken);
            await GiveRowsAsync(file, to, cancellationToken);
            await to.CompleteAsync();
        }
        catch (Exception failure)
        {
            await to.CompleteAsync(failure);
        }
    }

    private static async Task GiveRowsAsync(Stream file, PipeWriter to, CancellationToken cancellationToken)
    {
        var options = new ParquetOptions { TreatByteArrayAsString = true, UseDateOnlyTypeForDates = true };
        using var json = new RowJson(to);
        int groups = await GroupsOfAsync(file, options, cancellationToken);
        for (int i = 0; i < groups; i++)
        {
            foreach (Dictionary<string, object> row in await GroupAsync(file, options, i, cancellationToken))
            {
                json.Write(row);
                if (to.UnflushedBytes > FlushBytes && (await to.FlushAsync(cancellationToken)).IsCompleted)
                {
                    return; // nobody reads on
                }
            }
        }
    }

    private static async Task<int> GroupsOfAsync(Stream file, ParquetOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await using ParquetReader reader = await ParquetReader.CreateAsync(file, options, leaveStreamOpen: true, cancellationToken);
            return reader.RowGroupCount;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new InvalidDataException("The Parquet is damaged, or of a kind that is not read.", failure); // the library's messages show bytes of the file
        }
    }

    private static async Task<IList<Dictionary<string, object>>> GroupAsync(Stream file, ParquetOptions options, int group, CancellationToken cancellationToken)
    {
        try
        {
            return (await ParquetSerializer.DeserializeUntypedAsync(file, options, group, cancellationToken)).Data;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new InvalidDataException($"Row group {group} of the Parquet is damaged, or of a kind that is not read.", failure);
        }
    }

    /// <summary>The lines, written by a task of their own while they are read.</summary>
    private sealed class Lines : Stream
    {
        private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19, useSynchronizationContext: false));
        private readonly CancellationTokenSource _stop = new();
        private readonly Stream _lines;

        public Lines(Stream packed)
        {
            _lines = _pipe.Reader.AsStream();
            _ = Task.Run(() => GiveAsync(packed, _pipe.Writer, _stop.Token));
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => _lines.Read(buffer, offset, count);

        public override int Read(Span<byte> buffer) => _lines.Read(buffer);

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
                _stop.Cancel();
                _lines.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
