using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace PartyOrleans.Connectors.GoldenZone;

/// <summary>JSON Lines, compressed by gzip; readable by everything.</summary>
public sealed class JsonLinesFormat : IGoldenFormat
{
    /// <summary>The one there is.</summary>
    public static readonly JsonLinesFormat Instance = new();

    /// <summary>How the names of its files end.</summary>
    internal const string FileExtension = ".jsonl.gz";

    private JsonLinesFormat()
    {
    }

    /// <inheritdoc />
    public string Name => "jsonl";

    /// <inheritdoc />
    public string Extension => FileExtension;

    /// <inheritdoc />
    public IGoldenFileWriter Write(Stream to) => new FileWriter(to);

    /// <inheritdoc />
    public IAsyncEnumerable<GoldenRow> ReadAsync(Stream from, CancellationToken cancellationToken) => ReadAsync(from, GoldenJsonReader.Row, cancellationToken);

    /// <summary>Writes changes to a file.</summary>
    internal static async Task WriteAsync(Stream to, IEnumerable<GoldenChange> changes, CancellationToken cancellationToken)
    {
        using var lines = new GoldenJsonWriter();
        await using var gzip = new GZipStream(to, CompressionLevel.Fastest, leaveOpen: true); // they are soon compacted
        foreach (GoldenChange change in changes)
        {
            await gzip.WriteAsync(lines.Line(change), cancellationToken);
        }
    }

    /// <summary>Reads a file of changes.</summary>
    internal static IAsyncEnumerable<GoldenChange> ReadChangesAsync(Stream from, CancellationToken cancellationToken) =>
        ReadAsync(from, GoldenJsonReader.Change, cancellationToken);

    private static async IAsyncEnumerable<T> ReadAsync<T>(
        Stream from, Func<ReadOnlyMemory<byte>, T> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var gzip = new GZipStream(from, CompressionMode.Decompress);
        byte[] buffer = new byte[1 << 16];
        int start = 0;
        int end = 0;
        long line = 0;
        while (true)
        {
            int feed = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                line++;
                yield return Parse(buffer.AsMemory(start, feed), read, line);
                start += feed + 1;
                continue;
            }

            if (start > 0)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end) = (0, end - start);
            }
            else if (end == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            int got = await DecompressAsync(gzip, buffer.AsMemory(end), cancellationToken);
            if (got == 0)
            {
                break;
            }

            end += got;
        }

        if (end > start)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"line {line + 1} breaks off"));
        }
    }

    private static async ValueTask<int> DecompressAsync(GZipStream gzip, Memory<byte> into, CancellationToken cancellationToken)
    {
        try
        {
            return await gzip.ReadAsync(into, cancellationToken);
        }
        catch (InvalidDataException failure)
        {
            throw new FormatException("the file is not gzip, or is damaged", failure);
        }
    }

    private static T Parse<T>(ReadOnlyMemory<byte> text, Func<ReadOnlyMemory<byte>, T> read, long line)
    {
        try
        {
            return read(text);
        }
        catch (FormatException failure)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"line {line}: {failure.Message}"), failure);
        }
    }

    private sealed class FileWriter(Stream to) : IGoldenFileWriter
    {
        private readonly GoldenJsonWriter _lines = new();
        private readonly GZipStream _gzip = new(to, CompressionLevel.Optimal, leaveOpen: true);

        public ValueTask WriteAsync(GoldenRow row, CancellationToken cancellationToken) => _gzip.WriteAsync(_lines.Line(row), cancellationToken);

        public async ValueTask DisposeAsync()
        {
            _lines.Dispose();
            await _gzip.DisposeAsync();
        }
    }
}
