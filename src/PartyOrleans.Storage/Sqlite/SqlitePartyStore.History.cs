using PartyOrleans.Model;
using PartyOrleans.Storage.History;

namespace PartyOrleans.Storage.Sqlite;

public sealed partial class SqlitePartyStore : IPartyHistory, IStoreProof
{
    /// <inheritdoc />
    public Task<CommitInfo?> FindCommitAsync(long number, CancellationToken cancellationToken) =>
        ReadAsync(session => FindCommit(session, number), cancellationToken);

    /// <inheritdoc />
    public Task<long> FindLastCommitAsync(CancellationToken cancellationToken) => ReadAsync(
        session =>
        {
            SqliteStatement find = session.Statement("FindLastCommit");
            find.Step();
            long commit = find.Long(0);
            find.Reset();
            return commit;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<ChainReport> VerifyAsync(CancellationToken cancellationToken) => ReadAsync(
        session => new StoreVerification(session, KeysOf(session), SymbolsOf(session), cancellationToken).Run(), cancellationToken);

    /// <summary>Whether the chain once had a head; a head noted elsewhere proves that nothing before it was taken back.</summary>
    /// <param name="head">The head, 64 hexadecimal digits.</param>
    /// <param name="cancellationToken">Stops before looking.</param>
    public Task<bool> HasHeadAsync(string head, CancellationToken cancellationToken) => ReadAsync(
        session =>
        {
            SqliteStatement find = session.Statement("CountHead");
            find.Bind(1, head.ToUpperInvariant());
            find.Step();
            bool has = find.Long(0) > 0;
            find.Reset();
            return has;
        },
        cancellationToken);

    private static CommitInfo? FindCommit(SqliteSession session, long number)
    {
        SqliteStatement find = session.Statement("FindCommit");
        find.Bind(1, number);
        CommitInfo? commit = find.Step()
            ? new CommitInfo(number, Time(find.Long(0)), new ChangeOrigin((ChangeKind)find.Long(1), find.Text(2), find.Text(3), find.Text(4)))
            : null;
        find.Reset();
        return commit;
    }
}
