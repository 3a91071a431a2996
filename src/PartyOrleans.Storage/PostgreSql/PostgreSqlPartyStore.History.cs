using Npgsql;
using PartyOrleans.Model;
using PartyOrleans.Storage.History;

namespace PartyOrleans.Storage.PostgreSql;

public sealed partial class PostgreSqlPartyStore : IPartyHistory, IStoreProof
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

    /// <inheritdoc />
    public Task<long> FindLastCommitAsync(CancellationToken cancellationToken) => ReadAsync(
        (connection, _) => connection.NumberAsync("FindLastCommit", cancellationToken), cancellationToken);

    /// <inheritdoc />
    public Task<ChainReport> VerifyAsync(CancellationToken cancellationToken) => RetryAsync(async () =>
    {
        (NpgsqlConnection connection, RowContext context) = await BeginReadAsync(snapshot: true, cancellationToken);
        await using (connection)
        {
            await using NpgsqlCommand export = connection.Command("ExportSnapshot");
            using var rows = new SnapshotRows(_source, (string)(await export.ExecuteScalarAsync(cancellationToken))!);
            return await Task.Run(() => new StoreVerification(rows, context.Keys, context.Symbols, cancellationToken).Run(), cancellationToken);
        }
    });

    /// <inheritdoc />
    public Task<bool> HasHeadAsync(string head, CancellationToken cancellationToken) => ReadAsync(
        async (connection, _) =>
        {
            byte[] bytes = head.Length % 2 == 0 && head.All(char.IsAsciiHexDigit) ? Convert.FromHexString(head) : [];
            return await connection.NumberAsync("CountHead", cancellationToken, Parameter.Of(bytes)) > 0;
        },
        cancellationToken);
}
