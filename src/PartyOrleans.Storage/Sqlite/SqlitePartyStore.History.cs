using PartyOrleans.Model;

namespace PartyOrleans.Storage.Sqlite;

public sealed partial class SqlitePartyStore : IPartyHistory
{
    /// <inheritdoc />
    public Task<CommitInfo?> FindCommitAsync(long number, CancellationToken cancellationToken) =>
        ReadAsync(session => FindCommit(session, number), cancellationToken);

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
