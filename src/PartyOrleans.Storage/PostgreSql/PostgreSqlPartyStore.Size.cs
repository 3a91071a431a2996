using Npgsql;

namespace PartyOrleans.Storage.PostgreSql;

/// <content>How much room it takes.</content>
public sealed partial class PostgreSqlPartyStore : IStoreSize
{
    /// <inheritdoc />
    public Task<StoreSize> MeasureAsync(CancellationToken cancellationToken) => ReadAsync(
        async (connection, _) =>
        {
            await using NpgsqlCommand measure = connection.Command("MeasureStore");
            return new StoreSize((long)(await measure.ExecuteScalarAsync(cancellationToken))!, LogBytes: null);
        },
        cancellationToken);
}
