using System.Text;
using Npgsql;
using PartyOrleans.Model;
using PartyOrleans.Storage.History;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.PostgreSql;

/// <summary>
/// Destroys what is left of records that a commit has deleted, or of attributes that it dropped, inside its transaction. Rows that hold nothing
/// else lose their salt; golden versions, contents and events that list their records are made anew without what had to go.
/// </summary>
internal sealed class PostgreSqlErasure(NpgsqlConnection connection, SymbolTable symbols, StoreKeys keys, HubChange change)
{
    private readonly ErasureWork _work = new(change, symbols, keys);
    private readonly SortedSet<long> _parties = [];

    /// <summary>Lets erased records come again; statements are added that are to run in the transaction.</summary>
    /// <returns>The chain with it.</returns>
    public async Task<HistoryIds> LiftAsync(NpgsqlBatch batch, HistoryIds history, CommitInfo commit, CancellationToken cancellationToken)
    {
        var rows = new List<ErasedRow>();
        foreach (byte[] digest in change.Lifted.Select(keys.SuppressionDigest))
        {
            if (await connection.ExecuteAsync("LiftSuppression", cancellationToken, Parameter.Of(digest), Parameter.Of(commit.At.UtcTicks)) > 0)
            {
                rows.Add(new ErasedRow(ErasureDigest.Suppressed, commit.Number, digest, digest));
            }
        }

        return PostgreSqlChain.Append(batch, history, ChainKind.Lift, commit.Number, commit.At, ErasureDigest.Of(rows));
    }

    /// <summary>Destroys; statements are added that are to run in the transaction.</summary>
    /// <returns>The chain with it.</returns>
    public async Task<HistoryIds> RunAsync(NpgsqlBatch batch, HistoryIds history, CommitInfo commit, CancellationToken cancellationToken)
    {
        long number = await connection.NumberAsync("FindLastErasure", cancellationToken) + 1;
        foreach (RecordKey key in change.Erased)
        {
            await EraseRecordAsync(key, cancellationToken);
        }

        foreach (RecordKey key in _work.Redacted)
        {
            await RedactAsync(key, cancellationToken);
        }

        foreach (long party in _parties)
        {
            await ErasePartyAsync(party, cancellationToken);
        }

        batch.Add("PutSuppression", Parameter.Of(_work.Suppress()), Parameter.Of(number));
        batch.Add(
            "InsertErasureRows",
            Parameter.Of(number),
            Parameter.Of(_work.Rows.Select(row => (short)row.Kind).ToArray()),
            Parameter.Of(_work.Rows.Select(row => row.Row).ToArray()),
            Parameter.Of(_work.Rows.Select(row => row.Before).ToArray()),
            Parameter.Of(_work.Rows.Select(row => row.After).ToArray()));
        HistoryIds after = PostgreSqlChain.Append(batch, history, ChainKind.Erasure, number, commit.At, ErasureDigest.Of(_work.Rows));
        batch.Add("InsertErasure", Parameter.Of(number), Parameter.Of(commit.Number), Parameter.Of(_work.Receipt(commit, after.Head)));
        return after;
    }

    private async Task EraseRecordAsync(RecordKey key, CancellationToken cancellationToken)
    {
        if (!symbols.Current.Codes.TryGetValue(key.Source, out int source))
        {
            return;
        }

        byte[] index = PostgreSqlChangeWriter.IndexKey(key.RecordId);
        if ((await RowsAsync("EraseFindRecord", row => row.GetInt64(0), cancellationToken, Parameter.Of(source), Parameter.Of(index))).Count > 0)
        {
            throw new ArgumentException($"Record {key} is to be erased, but the change does not delete it.");
        }

        var records = new HashSet<long>();
        byte[] mark = Encoding.UTF8.GetBytes(_work.Mark(key));
        foreach ((long id, long record, byte[] body) in await PastAsync(source, index, cancellationToken))
        {
            records.Add(record);
            await DropPlacesAsync(record, _work.PlacesOf(key, body), cancellationToken);
            await connection.ExecuteAsync("ShredPast", cancellationToken, Parameter.Of(id), Parameter.Of(mark), Parameter.Of(RowSeal.Shred(body)));
            _work.Touched(SealedKind.Record, id, body, body);
        }

        await AddStaysAsync(records, cancellationToken);
        await EraseJudgementsAsync("EraseJudgementsLeft", source, key, cancellationToken);
        await EraseJudgementsAsync("EraseJudgementsRight", source, key, cancellationToken);
        _work.Count("review", await connection.ExecuteAsync("EraseReviews", cancellationToken, Parameter.Of(source), Parameter.Utf8(key.RecordId)));
        _work.Count(
            "review_event", await connection.ExecuteAsync("EraseReviewEvents", cancellationToken, Parameter.Of(source), Parameter.Utf8(key.RecordId)));
        await EraseDeadLettersAsync(key, cancellationToken);
    }

    /// <summary>Takes attributes out of what a record said, and notes the parties that it gave them to.</summary>
    private async Task RedactAsync(RecordKey key, CancellationToken cancellationToken)
    {
        if (!symbols.Current.Codes.TryGetValue(key.Source, out int source))
        {
            return;
        }

        byte[] index = PostgreSqlChangeWriter.IndexKey(key.RecordId);
        var records = new HashSet<long>();
        foreach ((long record, long party) in await RowsAsync(
            "EraseFindRecord", row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken, Parameter.Of(source), Parameter.Of(index)))
        {
            records.Add(record);
            _parties.Add(party);
        }

        foreach ((long id, long record, byte[] body) in await PastAsync(source, index, cancellationToken))
        {
            records.Add(record);
            if (_work.Redact(key, body) is not ({ } after, { } places))
            {
                continue;
            }

            await DropPlacesAsync(record, places, cancellationToken);
            await connection.ExecuteAsync("RedactPast", cancellationToken, Parameter.Of(id), Parameter.Of(after));
            _work.Touched(SealedKind.Record, id, body, after);
        }

        await AddStaysAsync(records, cancellationToken);
    }

    private Task<List<(long Id, long Record, byte[] Body)>> PastAsync(int source, byte[] index, CancellationToken cancellationToken) => RowsAsync(
        "ErasePastRows", row => (row.GetInt64(0), row.GetInt64(1), row.Bytes(2)), cancellationToken, Parameter.Of(source), Parameter.Of(index));

    private async Task AddStaysAsync(HashSet<long> records, CancellationToken cancellationToken) =>
        _parties.UnionWith(await RowsAsync("EraseStays", row => row.GetInt64(0), cancellationToken, Parameter.Of(records.ToArray())));

    private async Task DropPlacesAsync(long record, IReadOnlyList<long> places, CancellationToken cancellationToken)
    {
        if (places.Count > 0)
        {
            await connection.ExecuteAsync("DeleteBlind", cancellationToken, Parameter.Of(places.ToArray()), Parameter.Of(record));
        }
    }

    private async Task ErasePartyAsync(long party, CancellationToken cancellationToken)
    {
        PartyId name = (await RowsAsync("FindPartyNameOf", row => new PartyId(row.GetString(0)), cancellationToken, Parameter.Of(party)))[0];
        foreach ((long id, byte[] row) in await RowsAsync("EraseGoldenRows", row => (row.GetInt64(0), row.Bytes(1)), cancellationToken, Parameter.Of(party)))
        {
            await RewriteAsync("UpdateGoldenBody", SealedKind.Golden, id, row, _work.Without(name, row), cancellationToken);
        }

        foreach ((long id, byte[] row) in await RowsAsync("EraseEventRows", row => (row.GetInt64(0), row.Bytes(1)), cancellationToken, Parameter.Of(party)))
        {
            await RewriteAsync("UpdateEventRecords", SealedKind.Event, id, row, _work.WithoutKeys(name, row), cancellationToken);
        }
    }

    private async Task RewriteAsync(string update, SealedKind kind, long id, byte[] before, byte[]? after, CancellationToken cancellationToken)
    {
        if (after is not null)
        {
            await connection.ExecuteAsync(update, cancellationToken, Parameter.Of(id), Parameter.Of(after));
            _work.Touched(kind, id, before, after);
        }
    }

    private async Task EraseJudgementsAsync(string statement, int source, RecordKey key, CancellationToken cancellationToken)
    {
        SymbolTable.Snapshot names = symbols.Current;
        foreach ((long id, RecordKey left, RecordKey right, byte[] row, bool inForce) in await RowsAsync(
            statement,
            row => (
                row.GetInt64(0), new RecordKey(names.NameOf(row.GetInt32(1)), row.Utf8(2)), new RecordKey(names.NameOf(row.GetInt32(3)), row.Utf8(4)),
                row.Bytes(5), row.IsDBNull(6)),
            cancellationToken,
            Parameter.Of(source),
            Parameter.Of(PostgreSqlChangeWriter.IndexKey(key.RecordId))))
        {
            if (inForce)
            {
                throw new ArgumentException($"A judgement about record {key}, which is to be erased, is in force: the change must revoke it.");
            }

            await connection.ExecuteAsync(
                "ShredJudgement",
                cancellationToken,
                Parameter.Of(id),
                Parameter.Utf8(left == key ? _work.Mark(key) : left.RecordId),
                Parameter.Utf8(right == key ? _work.Mark(key) : right.RecordId),
                Parameter.Of(RowSeal.Shred(row)));
            if (!RowSeal.IsShredded(row))
            {
                _work.Touched(SealedKind.Judgement, id, row, row);
            }
        }
    }

    private async Task EraseDeadLettersAsync(RecordKey key, CancellationToken cancellationToken)
    {
        var doomed = new List<long>();
        await using (NpgsqlCommand read = connection.Command("EraseDeadLetterRows", Parameter.Utf8(key.Source)))
        await using (NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken))
        {
            while (await row.ReadAsync(cancellationToken))
            {
                DeadLetterDetail detail = DeadLetterDetail.Open(key.Source, row.BytesOrNull(2), keys);
                if (detail.Names(StewardRow.Open(key.Source, row.Bytes(1), keys), key.RecordId))
                {
                    doomed.Add(row.GetInt64(0));
                }
            }
        }

        if (doomed.Count > 0)
        {
            _work.Count("dead_letter", await connection.ExecuteAsync("DeleteDeadLetters", cancellationToken, Parameter.Of(doomed.ToArray())));
        }
    }

    private async Task<List<T>> RowsAsync<T>(
        string statement, Func<NpgsqlDataReader, T> at, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        var rows = new List<T>();
        await using NpgsqlCommand read = connection.Command(statement, parameters);
        await using NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            rows.Add(at(row));
        }

        return rows;
    }
}
