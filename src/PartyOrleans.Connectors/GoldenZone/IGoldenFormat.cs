namespace PartyOrleans.Connectors.GoldenZone;

/// <summary>How the versions of golden records are written to files of the golden zone: JSON Lines here, Parquet where that is built.</summary>
public interface IGoldenFormat
{
    /// <summary>The format's name in settings and in the manifest: <c>jsonl</c>, <c>parquet</c>.</summary>
    string Name { get; }

    /// <summary>How the names of its files end, with the dot.</summary>
    string Extension { get; }

    /// <summary>Opens a file for writing.</summary>
    /// <param name="to">Takes the bytes; stays open.</param>
    IGoldenFileWriter Write(Stream to);

    /// <summary>Reads a file in its order, in memory that does not grow with it.</summary>
    /// <param name="from">The bytes; disposed at the end.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="FormatException">It is no such file; the message names the row.</exception>
    IAsyncEnumerable<GoldenRow> ReadAsync(Stream from, CancellationToken cancellationToken);
}

/// <summary>Writes one file; disposing it ends the file.</summary>
public interface IGoldenFileWriter : IAsyncDisposable
{
    /// <summary>Writes the next version.</summary>
    ValueTask WriteAsync(GoldenRow row, CancellationToken cancellationToken);
}
