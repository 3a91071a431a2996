using Npgsql;

namespace PartyOrleans.Storage.PostgreSql;

/// <content>What each source has.</content>
public sealed partial class PostgreSqlPartyStore : ISourceCounts
{
    /// <inheritdoc />
    public Task<IReadOnlyList<SourceCount>> CountSourcesAsync(CancellationToken cancellationToken) => ReadAsync<IReadOnlyList<SourceCount>>(
        async (connection, _) =>
        {
            var counts = new List<SourceCount>();
            await using NpgsqlCommand count = connection.Command("CountSources");
            await using NpgsqlDataReader row = await count.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                counts.Add(new SourceCount(row.Utf8(0), row.GetInt64(1), Time(row.GetInt64(2))));
            }

            counts.Sort(static (a, b) => string.CompareOrdinal(a.Source, b.Source));
            return counts;
        },
        cancellationToken);
}
