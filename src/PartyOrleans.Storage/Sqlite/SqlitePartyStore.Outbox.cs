using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.Sqlite;

/// <content>
/// The outbox. Golden versions are found by their numbers: from the event that refers to one, or from the party's newest one back to the commit, which
/// for a reader that keeps up is a step or two.
/// </content>
public sealed partial class SqlitePartyStore : IOutbox
{
    /// <inheritdoc />
    public Task<IReadOnlyList<OutboxEntry>> ReadOutboxAsync(OutboxPosition after, int most, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<OutboxEntry>>(
            session =>
            {
                int items = Math.Clamp(most, 1, OutboxRows.MostEntries);
                var commits = new Dictionary<long, CommitInfo>();
                List<OutboxRow> events = OutboxEvents(session, after.Event, items, commits, cancellationToken);
                return OutboxRows.Merge(after, events, OutboxReviews(session, after.Review, items, commits), items);
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<OutboxPosition> FindOutboxEndAsync(CancellationToken cancellationToken) => ReadAsync(
        static session =>
        {
            SqliteStatement find = session.Statement("FindOutboxEnd");
            find.Step();
            var end = new OutboxPosition(find.Long(0), find.Long(1));
            find.Reset();
            return end;
        },
        cancellationToken);

    private List<OutboxRow> OutboxEvents(
        SqliteSession session, long after, int items, Dictionary<long, CommitInfo> commits, CancellationToken cancellationToken)
    {
        var events = new List<OutboxRow>();
        var versions = new Dictionary<long, List<(long Version, long Commit)>>();
        SymbolTable.Snapshot symbols = SymbolsOf(session);
        StoreKeys keys = KeysOf(session);
        SqliteStatement read = session.Statement("ReadOutboxEvents");
        read.Bind(1, after);
        read.Bind(2, items);
        while (read.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var party = new PartyId(read.Text(1));
            var kind = (PartyEventKind)read.Long(2);
            byte[] row = read.Bytes(4).ToArray();
            long commit = read.Long(5);
            long referred = EventRow.GoldenOf(row);
            long version = referred != 0 ? referred
                : kind == PartyEventKind.Retired ? 0
                : VersionAsOf(session, versions, read.Long(6), read.Long(7), commit);
            GoldenRecord? golden = version == 0 ? null : GoldenOf(session, party, version, symbols, keys);
            IReadOnlyList<RecordKey> records = referred != 0 ? golden?.Records ?? [] : EventRow.Open(party, row, symbols, keys);
            events.Add(new OutboxRow(read.Long(0), new OutboxEntry(default, CommitOf(session, commits, commit))
            {
                Happened = new PartyEvent(party, kind, read.IsNull(3) ? null : new PartyId(read.Text(3)), records),
                Golden = kind == PartyEventKind.Retired ? null : golden,
            }));
        }

        return events;
    }

    private List<OutboxRow> OutboxReviews(SqliteSession session, long after, int items, Dictionary<long, CommitInfo> commits)
    {
        var reviews = new List<OutboxRow>();
        SymbolTable.Snapshot symbols = SymbolsOf(session);
        SqliteStatement read = session.Statement("ReadOutboxReviews");
        read.Bind(1, after);
        read.Bind(2, items);
        while (read.Step())
        {
            var task = new ReviewTask(PairAt(read, symbols), read.Double(4), read.Double(5));
            reviews.Add(new OutboxRow(
                read.Long(6),
                new OutboxEntry(default, CommitOf(session, commits, read.Long(8))) { Review = new ReviewEvent((ReviewEventKind)read.Long(7), task) }));
        }

        return reviews;
    }

    private static CommitInfo CommitOf(SqliteSession session, Dictionary<long, CommitInfo> commits, long number)
    {
        if (!commits.TryGetValue(number, out CommitInfo? commit))
        {
            commit = FindCommit(session, number) ?? new CommitInfo(number, default, ChangeOrigin.Unknown);
            commits.Add(number, commit);
        }

        return commit;
    }

    /// <summary>The newest version of a party that is not younger than a commit; what was looked through is kept for the party's next event.</summary>
    private static long VersionAsOf(
        SqliteSession session, Dictionary<long, List<(long Version, long Commit)>> versions, long party, long newest, long commit)
    {
        if (!versions.TryGetValue(party, out List<(long Version, long Commit)>? chain))
        {
            versions.Add(party, chain = []);
        }

        SqliteStatement find = session.Statement("FindGoldenAt");
        if (chain.Count == 0 && newest != 0)
        {
            for (long id = newest; id != 0;)
            {
                find.Bind(1, id);
                if (!find.Step())
                {
                    break;
                }

                (long previous, long made) = (find.Long(0), find.Long(1));
                find.Reset();
                chain.Add((id, made));
                id = made <= commit ? 0 : previous;
            }
        }

        // Events come in the order of commits, so what is looked for never lies before what was found for the one before.
        int at = chain.FindIndex(version => version.Commit <= commit);
        return at < 0 ? 0 : chain[at].Version;
    }

    private GoldenRecord? GoldenOf(SqliteSession session, PartyId party, long version, SymbolTable.Snapshot symbols, StoreKeys keys)
    {
        SqliteStatement find = session.Statement("FindGoldenBody");
        find.Bind(1, version);
        Require(find, "golden version", version);
        GoldenRecord? golden = GoldenRow.Open(party, find.Bytes(0), symbols, keys);
        find.Reset();
        return golden;
    }
}
