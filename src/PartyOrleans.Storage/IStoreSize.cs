namespace PartyOrleans.Storage;

/// <summary>Tells how much room a store takes.</summary>
public interface IStoreSize
{
    /// <summary>Measures it; quick, and safe to call often.</summary>
    /// <exception cref="StoreException">The store cannot be asked.</exception>
    Task<StoreSize> MeasureAsync(CancellationToken cancellationToken);
}

/// <summary>How much room a store takes.</summary>
/// <param name="DataBytes">Bytes of its tables and indexes.</param>
/// <param name="LogBytes">Bytes of its write-ahead log; null where the log is not its own but the server's.</param>
public readonly record struct StoreSize(long DataBytes, long? LogBytes);
