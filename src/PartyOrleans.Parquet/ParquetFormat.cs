using System.Runtime.CompilerServices;
using Parquet;
using PartyOrleans.Connectors.GoldenZone;

namespace PartyOrleans.Parquet;

/// <summary>Golden records as Apache Parquet, compressed by Snappy: what lake engines read fastest. Times keep microseconds.</summary>
public sealed class ParquetFormat : IGoldenFormat
{
    /// <summary>The one there is.</summary>
    public static readonly ParquetFormat Instance = new();

    /// <summary>Rows of a row group; they are held in memory, about 2 kB each.</summary>
    internal const int RowsPerGroup = 10_000;

    private ParquetFormat()
    {
    }

    /// <inheritdoc />
    public string Name => "parquet";

    /// <inheritdoc />
    public string Extension => ".parquet";

    /// <inheritdoc />
    public IGoldenFileWriter Write(Stream to) => new FileWriter(to);

    /// <inheritdoc />
    public async IAsyncEnumerable<GoldenRow> ReadAsync(Stream from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using Stream file = await SeekableCopy.OfAsync(from, cancellationToken);
        await using ParquetReader reader = await OpenAsync(file, cancellationToken);
        var rows = new GoldenRowGroupReader(reader.Schema);
        for (int i = 0; i < reader.RowGroupCount; i++)
        {
            foreach (GoldenRow row in await ReadAsync(rows, reader, i, cancellationToken))
            {
                yield return row;
            }
        }
    }

    private static async Task<IReadOnlyList<GoldenRow>> ReadAsync(GoldenRowGroupReader rows, ParquetReader reader, int index, CancellationToken cancellationToken)
    {
        try
        {
            using ParquetRowGroupReader group = reader.OpenRowGroupReader(index);
            return await rows.ReadAsync(group, cancellationToken);
        }
        catch (Exception failure) when (failure is ParquetException or InvalidDataException or IOException or ArgumentException or IndexOutOfRangeException)
        {
            throw new FormatException($"row group {index} is damaged", failure);
        }
    }

    private static async Task<ParquetReader> OpenAsync(Stream file, CancellationToken cancellationToken)
    {
        try
        {
            return await ParquetReader.CreateAsync(file, cancellationToken: cancellationToken);
        }
        catch (Exception failure) when (failure is ParquetException or InvalidDataException or IOException)
        {
            throw new FormatException("it is not Parquet, or is damaged", failure);
        }
    }

    private sealed class FileWriter(Stream to) : IGoldenFileWriter
    {
        private readonly GoldenRowGroup _rows = new();
        private ParquetWriter? _file;

        public async ValueTask WriteAsync(GoldenRow row, CancellationToken cancellationToken)
        {
            _rows.Add(row);
            if (_rows.Count == RowsPerGroup)
            {
                await FlushAsync(cancellationToken);
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_rows.Count > 0 || _file is null)
            {
                await FlushAsync(CancellationToken.None);
            }

            await _file!.DisposeAsync();
        }

        private async Task FlushAsync(CancellationToken cancellationToken)
        {
            _file ??= await ParquetWriter.CreateAsync(GoldenSchema.Schema, to, new ParquetOptions { CompressionMethod = CompressionMethod.Snappy }, cancellationToken: cancellationToken);
            await _rows.WriteAsync(_file, cancellationToken);
        }
    }
}
