using System.Security.Cryptography;
using System.Text;
using PartyOrleans.Model;
using PartyOrleans.Storage.History;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.Sqlite;

/// <summary>
/// Destroys what is left of records that a commit has deleted, or of attributes that it dropped, inside its transaction. Rows that hold nothing
/// else lose their salt; golden versions, contents and events that list their records are made anew without what had to go.
/// </summary>
internal sealed class SqliteErasure(SqliteSession session, SymbolTable symbols, StoreKeys keys, HubChange change, CancellationToken cancellationToken)
{
    private readonly ErasureWork _work = new(change, symbols, keys);

    /// <summary>Destroys, and appends to the chain.</summary>
    /// <param name="commit">The commit that it made.</param>
    public void Run(CommitInfo commit)
    {
        long number = Number("FindLastErasure") + 1;
        var parties = new SortedSet<long>();
        foreach (RecordKey key in change.Erased)
        {
            cancellationToken.ThrowIfCancellationRequested();
            EraseRecord(key, parties);
        }

        foreach (RecordKey key in _work.Redacted)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Redact(key, parties);
        }

        foreach (long party in parties)
        {
            cancellationToken.ThrowIfCancellationRequested();
            EraseParty(party);
        }

        SqliteStatement suppress = session.Statement("PutSuppression");
        foreach (byte[] digest in _work.Suppress())
        {
            suppress.BindBlob(1, digest);
            suppress.Bind(2, number);
            suppress.Execute();
        }

        SqliteStatement insert = session.Statement("InsertErasureRow");
        foreach (ErasedRow row in _work.Rows)
        {
            insert.Bind(1, number);
            insert.Bind(2, row.Kind);
            insert.Bind(3, row.Row);
            insert.BindBlob(4, row.Before);
            insert.BindBlob(5, row.After);
            insert.Execute();
        }

        byte[] head = SqliteChain.Append(session, ChainKind.Erasure, number, commit.At, ErasureDigest.Of(_work.Rows));
        SqliteStatement keep = session.Statement("InsertErasure");
        keep.Bind(1, number);
        keep.Bind(2, commit.Number);
        keep.Bind(3, _work.Receipt(commit, head));
        keep.Execute();
    }

    private void EraseRecord(RecordKey key, SortedSet<long> parties)
    {
        if (!symbols.Current.Codes.TryGetValue(key.Source, out int source))
        {
            return;
        }

        SqliteStatement current = session.Statement("FindRecordRow");
        Bind(current, source, key);
        bool isThere = current.Step();
        current.Reset();
        if (isThere)
        {
            throw new ArgumentException($"Record {key} is to be erased, but the change does not delete it.");
        }

        AddStays(ErasePast(source, key), parties);
        EraseJudgements("EraseJudgementsLeft", source, key);
        EraseJudgements("EraseJudgementsRight", source, key);
        SqliteStatement reviews = session.Statement("EraseReviews");
        Bind(reviews, source, key);
        _work.Count("review", reviews.Execute());
        SqliteStatement told = session.Statement("EraseReviewEvents");
        Bind(told, source, key);
        _work.Count("review_event", told.Execute());
        EraseDeadLetters(key);
    }

    /// <summary>Takes attributes out of what a record said, and notes the parties that it gave them to.</summary>
    private void Redact(RecordKey key, SortedSet<long> parties)
    {
        if (!symbols.Current.Codes.TryGetValue(key.Source, out int source))
        {
            return;
        }

        var records = new HashSet<long>();
        SqliteStatement current = session.Statement("FindRecordRow");
        Bind(current, source, key);
        if (current.Step())
        {
            records.Add(current.Long(0));
            parties.Add(current.Long(1));
        }

        current.Reset();
        foreach ((long id, long record, byte[] body) in Rows("ErasePastRows", source, key, row => (row.Long(0), row.Long(1), row.Bytes(2).ToArray())))
        {
            records.Add(record);
            if (_work.Redact(key, body) is not ({ } after, { } places))
            {
                continue;
            }

            DropPlaces(record, places);
            SqliteStatement redact = session.Statement("RedactPast");
            redact.Bind(1, id);
            redact.BindBlob(2, after);
            redact.Execute();
            _work.Touched(SealedKind.Record, id, body, after);
        }

        AddStays(records, parties);
    }

    private void AddStays(IEnumerable<long> records, SortedSet<long> parties)
    {
        SqliteStatement stays = session.Statement("EraseStays");
        foreach (long record in records)
        {
            stays.Bind(1, record);
            while (stays.Step())
            {
                parties.Add(stays.Long(0));
            }
        }
    }

    private void DropPlaces(long record, IEnumerable<long> places)
    {
        SqliteStatement drop = session.Statement("DeleteBlind");
        foreach (long place in places)
        {
            drop.Bind(1, place);
            drop.Bind(2, record);
            drop.Execute();
        }
    }

    private HashSet<long> ErasePast(int source, RecordKey key)
    {
        var records = new HashSet<long>();
        foreach ((long id, long record, byte[] body) in Rows("ErasePastRows", source, key, row => (row.Long(0), row.Long(1), row.Bytes(2).ToArray())))
        {
            records.Add(record);
            DropPlaces(record, _work.PlacesOf(key, body));
            SqliteStatement shred = session.Statement("ShredPast");
            shred.Bind(1, id);
            shred.Bind(2, _work.Mark(key));
            shred.BindBlob(3, RowSeal.Shred(body));
            shred.Execute();
            _work.Touched(SealedKind.Record, id, body, body);
        }

        return records;
    }

    private void EraseParty(long party)
    {
        SqliteStatement find = session.Statement("FindPartyChain");
        find.Bind(1, party);
        find.Step();
        (long golden, long happened, var name) = (find.Long(0), find.Long(1), new PartyId(find.Text(2)));
        find.Reset();
        while (golden != 0)
        {
            (long previous, byte[] row) = Row("FindGoldenRow", golden);
            Rewrite("UpdateGoldenBody", SealedKind.Golden, golden, row, _work.Without(name, row));
            golden = previous;
        }

        while (happened != 0)
        {
            (long previous, byte[] row) = Row("FindEventRow", happened);
            if (EventRow.GoldenOf(row) == 0)
            {
                Rewrite("UpdateEventRecords", SealedKind.Event, happened, row, _work.WithoutKeys(name, row));
            }

            happened = previous;
        }
    }

    private void Rewrite(string update, SealedKind kind, long id, byte[] before, byte[]? after)
    {
        if (after is null)
        {
            return;
        }

        SqliteStatement statement = session.Statement(update);
        statement.Bind(1, id);
        statement.BindBlob(2, after);
        statement.Execute();
        _work.Touched(kind, id, before, after);
    }

    private void EraseJudgements(string statement, int source, RecordKey key)
    {
        foreach ((long id, string left, string right, byte[] row, bool inForce, RecordKey leftKey, RecordKey rightKey) in Rows(statement, source, key, row => (
            row.Long(0), row.Text(2), row.Text(4), row.Bytes(5).ToArray(), row.IsNull(6),
            new RecordKey(symbols.Current.NameOf((int)row.Long(1)), row.Text(2)), new RecordKey(symbols.Current.NameOf((int)row.Long(3)), row.Text(4)))))
        {
            if (inForce)
            {
                throw new ArgumentException($"A judgement about record {key}, which is to be erased, is in force: the change must revoke it.");
            }

            SqliteStatement shred = session.Statement("ShredJudgement");
            shred.Bind(1, id);
            shred.Bind(2, leftKey == key ? _work.Mark(key) : left);
            shred.Bind(3, rightKey == key ? _work.Mark(key) : right);
            shred.BindBlob(4, RowSeal.Shred(row));
            shred.Execute();
            if (!RowSeal.IsShredded(row))
            {
                _work.Touched(SealedKind.Judgement, id, row, row);
            }
        }
    }

    private void EraseDeadLetters(RecordKey key)
    {
        SqliteStatement read = session.Statement("EraseDeadLetterRows");
        read.Bind(1, key.Source);
        var doomed = new List<long>();
        while (read.Step())
        {
            DeadLetterDetail detail = DeadLetterDetail.Open(key.Source, read.IsNull(2) ? [] : read.Bytes(2), keys);
            if (detail.Names(StewardRow.Open(key.Source, read.Bytes(1), keys), key.RecordId))
            {
                doomed.Add(read.Long(0));
            }
        }

        SqliteStatement delete = session.Statement("DeleteDeadLetter");
        foreach (long id in doomed)
        {
            delete.Bind(1, id);
            delete.Execute();
        }

        _work.Count("dead_letter", doomed.Count);
    }

    private (long Previous, byte[] Body) Row(string statement, long id)
    {
        SqliteStatement find = session.Statement(statement);
        find.Bind(1, id);
        find.Step();
        var row = (find.Long(0), find.Bytes(1).ToArray());
        find.Reset();
        return row;
    }

    private List<T> Rows<T>(string statement, int source, RecordKey key, Func<SqliteStatement, T> at)
    {
        var rows = new List<T>();
        SqliteStatement read = session.Statement(statement);
        Bind(read, source, key);
        while (read.Step())
        {
            rows.Add(at(read));
        }

        return rows;
    }

    private long Number(string statement)
    {
        SqliteStatement find = session.Statement(statement);
        find.Step();
        long number = find.Long(0);
        find.Reset();
        return number;
    }

    private static void Bind(SqliteStatement statement, int source, RecordKey key)
    {
        statement.Bind(1, source);
        statement.Bind(2, key.RecordId);
    }
}
