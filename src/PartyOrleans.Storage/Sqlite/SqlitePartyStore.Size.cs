namespace PartyOrleans.Storage.Sqlite;

/// <content>How much room it takes.</content>
public sealed partial class SqlitePartyStore : IStoreSize
{
    /// <inheritdoc />
    public Task<StoreSize> MeasureAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult(new StoreSize(LengthOf(_path), LengthOf(_path + "-wal")));
        }
        catch (IOException failure)
        {
            return Task.FromException<StoreSize>(new StoreException($"The size of store {_path} cannot be read: {failure.Message}", isTransient: true, failure));
        }
    }

    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
