using System.Text;
using PartyOrleans.Model;
using PartyOrleans.Storage.History;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.Sqlite;

/// <content>As-of reads: an instant is first turned into the last commit before it, and everything is then asked by that commit.</content>
public sealed partial class SqlitePartyStore : IPartyTimeline
{
    /// <inheritdoc />
    public Task<PartyAsOf?> FindPartyAsOfAsync(PartyId party, DateTimeOffset at, CancellationToken cancellationToken) => ReadAsync(
        session =>
        {
            long commit = CommitAt(session, at);
            var chain = new List<PartyId>();
            var seen = new HashSet<PartyId>();
            PartyId? next = party;
            while (next is { } id && seen.Add(id) && FindParty(session, id) is { } row)
            {
                (long version, long made) = VersionAt(session, row.Golden, commit);
                (bool retired, long successor, bool known) = RetiredAt(session, row.Event, commit, made);
                if (version == 0 && !known)
                {
                    break;
                }

                chain.Add(id);
                if (!retired)
                {
                    return AsOf(session, chain, version, made, commit);
                }

                next = successor == 0 ? null : new PartyId(NameOf(session, successor));
            }

            return chain.Count == 0 ? null : new PartyAsOf(chain, null, null, [], null);
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<RecordVersion?> FindRecordAsOfAsync(RecordKey key, DateTimeOffset at, CancellationToken cancellationToken) => ReadAsync(
        session => VersionOf(session, key, CommitAt(session, at)), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<RecordVersion>> ReadRecordVersionsAsync(RecordKey key, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<RecordVersion>>(session => VersionsOf(session, key, asOf: null), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<CellLineage>?> FindLineageAsync(PartyId party, CancellationToken cancellationToken) => ReadAsync<IReadOnlyList<CellLineage>?>(
        session =>
        {
            if (Follow(session, party) is not { Golden: { } golden } view)
            {
                return null;
            }

            (CellOrigins origins, long made) = OriginsOf(session, view.Current, golden);
            var commits = new Dictionary<long, CommitInfo>();
            var versions = golden.Records.ToDictionary(key => key, key => VersionOf(session, key, made));
            return
            [
                .. golden.Cells.Select((cell, place) =>
                {
                    if (!commits.TryGetValue(origins[place], out CommitInfo? commit))
                    {
                        commits.Add(origins[place], commit = FindCommit(session, origins[place])!);
                    }

                    RecordVersion? version = versions.GetValueOrDefault(cell.From);
                    return new CellLineage(cell, commit, version?.From, version?.ValidFrom);
                }),
            ];
        },
        cancellationToken);

    /// <summary>The commits of a golden record's cells, and that of its current version.</summary>
    private (CellOrigins Origins, long Made) OriginsOf(SqliteSession session, PartyId party, GoldenRecord golden)
    {
        SqliteStatement find = session.Statement("FindGoldenAt");
        long newest = FindParty(session, party)!.Value.Golden;
        (CellOrigins Origins, long Made)? found = null;
        for (long id = newest; id != 0 && found?.Origins.IsOpen != false;)
        {
            find.Bind(1, id);
            if (!find.Step())
            {
                break;
            }

            (id, long commit) = (find.Long(0), find.Long(1));
            if (found is { } so)
            {
                so.Origins.Take(GoldenRow.Open(party, find.Bytes(2), SymbolsOf(session), KeysOf(session)), commit);
            }
            else
            {
                found = (new CellOrigins(golden, commit), commit);
            }

            find.Reset();
        }

        return found!.Value;
    }

    private PartyAsOf AsOf(SqliteSession session, List<PartyId> chain, long version, long made, long commit)
    {
        SqliteStatement find = session.Statement("FindGoldenAt");
        find.Bind(1, version);
        GoldenRecord? golden = find.Step() ? GoldenRow.Open(chain[^1], find.Bytes(2), SymbolsOf(session), KeysOf(session)) : null;
        find.Reset();
        if (golden is null)
        {
            return new PartyAsOf(chain, null, null, [], null);
        }

        RecordVersion[] records = [.. golden.Records.Select(key => VersionOf(session, key, commit)).OfType<RecordVersion>()];
        return new PartyAsOf(chain, golden, FindCommit(session, made), records, records.Max(record => record.ValidFrom));
    }

    private static long CommitAt(SqliteSession session, DateTimeOffset at)
    {
        SqliteStatement find = session.Statement("FindCommitAt");
        find.Bind(1, at.UtcTicks);
        find.Step();
        long commit = find.Long(0);
        find.Reset();
        return commit;
    }

    /// <summary>The newest version of a chain that is not younger than a commit, with the commit that made it.</summary>
    private static (long Version, long Commit) VersionAt(SqliteSession session, long newest, long commit)
    {
        SqliteStatement find = session.Statement("FindGoldenAt");
        for (long id = newest; id != 0;)
        {
            find.Bind(1, id);
            if (!find.Step())
            {
                break;
            }

            (long previous, long made) = (find.Long(0), find.Long(1));
            find.Reset();
            if (made <= commit)
            {
                return (id, made);
            }

            id = previous;
        }

        return (0, 0);
    }

    /// <summary>Whether a party had ended at a commit, what it led to, and whether the hub had heard of it.</summary>
    private static (bool Retired, long Successor, bool Known) RetiredAt(SqliteSession session, long newest, long commit, long made)
    {
        SqliteStatement find = session.Statement("FindEventAt");
        bool known = false;
        for (long id = newest; id != 0;)
        {
            find.Bind(1, id);
            if (!find.Step())
            {
                break;
            }

            (long previous, long at, var kind, long other) = (find.Long(0), find.Long(1), (PartyEventKind)find.Long(2), find.Long(3));
            find.Reset();
            known |= at <= commit;
            if (at <= commit && kind == PartyEventKind.Retired)
            {
                return (at > made, other, true);
            }

            if (at < made)
            {
                break;
            }

            id = previous;
        }

        return (false, 0, known);
    }

    private static string NameOf(SqliteSession session, long party)
    {
        SqliteStatement find = session.Statement("FindPartyName");
        find.Bind(1, party);
        string name = find.Step() ? find.Text(0) : string.Empty;
        find.Reset();
        return name;
    }

    private RecordVersion? VersionOf(SqliteSession session, RecordKey key, long commit) =>
        VersionsOf(session, key, commit).FirstOrDefault(version => version.From.Number <= commit && (version.Until is null || version.Until.Number > commit));

    private List<RecordVersion> VersionsOf(SqliteSession session, RecordKey key, long? asOf)
    {
        var versions = new List<RecordVersion>();
        if (!SymbolsOf(session).Codes.TryGetValue(key.Source, out int source))
        {
            return versions;
        }

        StoreKeys keys = KeysOf(session);
        byte[] owner = RowOwner.Of(key);
        SqliteStatement read = session.Statement("ReadVersionsOf");
        read.Bind(1, source);
        read.Bind(2, key.RecordId);
        while (read.Step())
        {
            (long since, long until) = (read.Long(1), read.Long(2));
            if (RowSeal.Open(read.Bytes(3), SealedKind.Record, owner, keys) is not { } text)
            {
                continue;
            }

            string payload = read.IsNull(4) ? string.Empty : Encoding.UTF8.GetString(RowSeal.Open(read.Bytes(4), SealedKind.Payload, owner, keys) ?? []);
            long when = asOf ?? (until == 0 ? long.MaxValue - 1 : until - 1);
            string party = read.Long(5) != 0 && read.Long(6) <= when ? NameOf(session, read.Long(5)) : StayAt(session, read.Long(0), when);
            byte[] content = text[RecordRow.HashBytes..];
            versions.Add(new RecordVersion(
                new StoredRecord(key, content, payload, text[..RecordRow.HashBytes], new PartyId(party)),
                FindCommit(session, since) ?? new CommitInfo(since, default, ChangeOrigin.Unknown),
                until == 0 ? null : FindCommit(session, until),
                RecordRow.UpdatedOf(content)));
        }

        return versions;
    }

    private static string StayAt(SqliteSession session, long record, long commit)
    {
        SqliteStatement find = session.Statement("FindStayAt");
        find.Bind(1, record);
        find.Bind(2, commit);
        string name = find.Step() ? find.Text(0) : string.Empty;
        find.Reset();
        return name;
    }
}
