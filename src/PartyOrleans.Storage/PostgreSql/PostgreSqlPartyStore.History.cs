using Npgsql;
using PartyOrleans.Model;

namespace PartyOrleans.Storage.PostgreSql;

public sealed partial class PostgreSqlPartyStore : IPartyHistory
{
    /// <inheritdoc />
    public Task<CommitInfo?> FindCommitAsync(long number, CancellationToken cancellationToken) => ReadAsync(
        async (connection, _) =>
        {
            await using NpgsqlCommand find = connection.Command("FindCommit", Parameter.Of(number));
            await using NpgsqlDataReader row = await find.ExecuteReaderAsync(cancellationToken);
            return await row.ReadAsync(cancellationToken)
                ? new CommitInfo(number, Time(row.GetInt64(0)), new ChangeOrigin((ChangeKind)row.GetInt16(1), row.Utf8(2), row.Utf8(3), row.Utf8(4)))
                : null;
        },
        cancellationToken);
}
