using PartyOrleans.Connectors.Contracts;

namespace PartyOrleans.Connectors;

/// <summary>How inputs are read.</summary>
public sealed record InputOptions
{
    /// <summary>Columns to canonical attributes; null (the default) has them recognised from names and content.</summary>
    public Mapping? Mapping { get; init; }

    /// <summary>Source of records that name none themselves; null (the default) takes the file name without extensions.</summary>
    public string? Source { get; init; }

    /// <summary>Contracts of sources; an input whose source has one is read as that says. Default none.</summary>
    public SourceContracts Contracts { get; init; } = SourceContracts.None;

    /// <summary>Takes what differs from the contracts; null (the default) where only the reader's own report is wanted.</summary>
    public SourceLedger? Ledger { get; init; }

    /// <summary>Records and dead letters per batch, 1 to 1,000,000; default 8,192. More costs memory, less costs calls.</summary>
    public int BatchRecords { get; init; } = 8192;

    /// <summary>Threads that parse, 1 to 256; default one per processor. The result does not depend on it.</summary>
    public int Parallelism { get; init; } = Math.Min(Environment.ProcessorCount, 256);

    /// <summary>Greatest size of one cell or JSON value, bytes of UTF-8, 1 KiB to 64 MiB; default 1 MiB. Longer ones are dead letters.</summary>
    public int MaxFieldBytes { get; init; } = 1 << 20;

    /// <summary>Whether unmapped columns and raw JSON are kept (default), or dropped where only matching follows.</summary>
    public bool KeepPayload { get; init; } = true;

    /// <summary>Size of the pieces that an input is cut into, bytes; default 2 MiB. The result does not depend on it.</summary>
    internal int ChunkBytes { get; init; } = 2 << 20;

    /// <summary>Checks the bounds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its bounds; the message names it.</exception>
    internal void Validate()
    {
        Check(nameof(BatchRecords), BatchRecords, 1, 1_000_000);
        Check(nameof(Parallelism), Parallelism, 1, 256);
        Check(nameof(MaxFieldBytes), MaxFieldBytes, 1 << 10, 64 << 20);

        static void Check(string name, int value, int least, int greatest)
        {
            if (value < least || value > greatest)
            {
                throw new ArgumentOutOfRangeException(name, value, $"{name} must be {least} to {greatest}.");
            }
        }
    }
}
