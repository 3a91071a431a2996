using PartyOrleans.Model;
using PartyOrleans.Storage.History;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.Sqlite;

/// <summary>
/// Writes one change inside an open transaction. Parties come first, so that every record finds its party; a party's row, with its links
/// to the newest golden version and event, is written once.
/// </summary>
internal sealed partial class SqliteChangeWriter
{
    private readonly SqliteSession _session;
    private readonly SymbolTable _symbols;
    private readonly PartyRows _parties;
    private readonly HubChange _change;
    private readonly string? _greatestParty;
    private readonly StoreKeys _keys;
    private readonly CommitDigest _digest = new();
    private readonly int _parallelism;
    private readonly CancellationToken _cancellationToken;
    private LastIds _last;

    public SqliteChangeWriter(
        SqliteSession session, SymbolTable symbols, StoreKeys keys, LastIds last, HubChange change, int parallelism, CancellationToken cancellationToken)
    {
        _session = session;
        _symbols = symbols;
        _keys = keys;
        _last = last;
        _change = change;
        _parallelism = parallelism;
        _cancellationToken = cancellationToken;
        _greatestParty = FindGreatestParty();
        _parties = new PartyRows(last.Party, FindParty);
    }

    /// <summary>Reads the greatest row numbers in use.</summary>
    public static LastIds ReadLastIds(SqliteSession session)
    {
        SqliteStatement query = session.Statement("ReadLastIds");
        query.Step();
        var ids = new LastIds(query.Long(0), query.Long(1), query.Long(2), query.Long(3), query.Long(4), query.Long(5), query.Long(6), query.Long(7));
        query.Reset();
        return ids;
    }

    /// <summary>Writes everything but the commit's own row.</summary>
    public void WriteEffects()
    {
        _last.Commit++;
        _parties.Expect(_change.Golden.Count);
        WriteGolden();
        WriteRetired();
        WriteEvents();
        WriteParties();
        WriteRecords();
        WriteStewardship();
        WriteLoad();
        WriteSources();
    }

    /// <summary>Writes the commit's own row.</summary>
    /// <returns>The row numbers then in use.</returns>
    public LastIds WriteCommit(byte[] fingerprint, DateTimeOffset at)
    {
        SqliteStatement commit = _session.Statement("InsertCommit");
        commit.Bind(1, _last.Commit);
        commit.Bind(2, at.UtcTicks);
        commit.BindBlob(3, fingerprint);
        commit.Bind(4, (long)_change.Origin.Kind);
        commit.Bind(5, _change.Origin.Actor);
        commit.Bind(6, _change.Origin.Reason);
        commit.Bind(7, _change.Origin.TraceId);
        commit.Execute();
        ForgetFingerprint(_last.Commit - 1);
        WriteAnswers(at);
        UpdateDeadLetters(at);
        SqliteChain.Append(
            _session, ChainKind.Commit, _last.Commit, at, _digest.Finish(new CommitInfo(_last.Commit, at, _change.Origin)));
        return _last with { Party = _parties.LastId };
    }

    /// <summary>Only the newest commit can be asked for again; what it says of the older ones' content must not outlive erasure.</summary>
    private void ForgetFingerprint(long commit)
    {
        SqliteStatement forget = _session.Statement("ForgetFingerprint");
        forget.Bind(1, commit);
        forget.Execute();
    }

    private int CodeOf(string name) => _symbols.CodeOf(name, (code, added) =>
    {
        SqliteStatement insert = _session.Statement("InsertSymbol");
        insert.Bind(1, code);
        insert.Bind(2, added);
        insert.Execute();
    });
}
