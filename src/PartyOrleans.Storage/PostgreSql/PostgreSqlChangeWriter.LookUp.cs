using System.Security.Cryptography;
using System.Text;
using Npgsql;
using PartyOrleans.Model;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.PostgreSql;

internal sealed partial class PostgreSqlChangeWriter
{
    /// <summary>Longest record id that the index holds whole; the schema says the same.</summary>
    private const int WholeKeyBytes = 1000;

    private const int LookUpItems = 8192;

    private readonly Dictionary<string, PartyRow> _found = new(StringComparer.Ordinal);
    private readonly Dictionary<long, byte[]> _goldenBodies = [];
    private readonly Dictionary<Int128, (long Id, byte[] Row)> _inForce = [];
    private readonly HashSet<Int128> _deadLetters = [];
    private readonly Dictionary<long, LetterRow> _letters = [];
    private RecordPlace[] _upserted = [];
    private RecordPlace[] _deleted = [];
    private RecordPlace[] _moved = [];

    /// <summary>The form of a record id by which the index finds it.</summary>
    public static byte[] IndexKey(string recordId)
    {
        byte[] key = Encoding.UTF8.GetBytes(recordId);
        return key.Length <= WholeKeyBytes ? key : [.. key.AsSpan(0, WholeKeyBytes), .. SHA256.HashData(key)];
    }

    /// <summary>Opens the transaction and reads the rows that the change may touch.</summary>
    private async Task LookUpAsync(CancellationToken cancellationToken)
    {
        _upserted = new RecordPlace[_change.Upserted.Count];
        _deleted = new RecordPlace[_change.Deleted.Count];
        _moved = new RecordPlace[_change.Moved.Count];
        await using var lookUp = new LookUp(_connection);
        if (_last.Party > 0)
        {
            await LookUpPartiesAsync(lookUp, cancellationToken);
        }

        if (_last.Record > 0)
        {
            await LookUpRecordsAsync(lookUp, _deleted, place => _change.Deleted[place], cancellationToken);
            await LookUpRecordsAsync(lookUp, _upserted, place => _change.Upserted[place].Key, cancellationToken);
            await LookUpRecordsAsync(lookUp, _moved, place => _change.Moved[place].Key, cancellationToken);
        }

        if (_change.Judged.Count + _change.Revoked.Count > 0 && _last.Judgement > 0)
        {
            IEnumerable<RecordPair> pairs = _change.Judged.Select(judgement => judgement.Pair).Concat(_change.Revoked).Distinct();
            await lookUp.AddAsync(
                "FindJudgements",
                row => _inForce.Add(Digest(row.Bytes(0)), (row.GetInt64(1), row.Bytes(2))),
                cancellationToken,
                Parameter.Of(pairs.Select(ChangeFingerprint.Of).ToArray()));
        }

        if (_change.DeadLetters.Count > 0 && _last.DeadLetter > 0)
        {
            foreach (DeadLetter[] letters in _change.DeadLetters.Chunk(LookUpItems))
            {
                await lookUp.AddAsync(
                    "FindDeadLetters",
                    row => _deadLetters.Add(Digest(row.Bytes(0))),
                    cancellationToken,
                    Parameter.Of(Array.ConvertAll(letters, letter => _keys.Blind(ChangeFingerprint.Of(letter)))));
            }
        }

        if (_change.DeadLetterUpdates.Count > 0)
        {
            await lookUp.AddAsync(
                "FindDeadLetterRows",
                row => _letters[row.GetInt64(0)] = new LetterRow(row.Bytes(1), (DeadLetterKind)row.GetInt16(2), row.Bytes(3), row.BytesOrNull(4)),
                cancellationToken,
                Parameter.Of(_change.DeadLetterUpdates.Select(update => update.Number).ToArray()));
        }

        await lookUp.RunAsync(cancellationToken);
    }

    private async Task LookUpPartiesAsync(LookUp lookUp, CancellationToken cancellationToken)
    {
        // In a load into parties whose ids ascend nearly nothing has to be looked up.
        bool isLong = _change.Golden.Count >= LookUpItems;
        string? greatest = isLong ? await FindGreatestPartyAsync(cancellationToken) : null;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (PartyId party in NamedParties())
        {
            if (greatest is not null && string.CompareOrdinal(party.Value, greatest) > 0 && Ascii.IsValid(party.Value))
            {
                continue;
            }

            names.Add(party.Value);
        }

        foreach (string[] chunk in names.Chunk(LookUpItems))
        {
            await lookUp.AddAsync(
                "FindParties",
                row =>
                {
                    var party = new PartyRow
                    {
                        Id = row.GetInt64(1),
                        State = (PartyState)row.GetInt16(2),
                        Redirect = row.GetInt64(3),
                        Golden = row.GetInt64(4),
                        Event = row.GetInt64(5),
                    };
                    _found[chunk[row.GetInt64(0) - 1]] = party;
                    if (!row.IsDBNull(6))
                    {
                        _goldenBodies[party.Id] = row.Bytes(6);
                    }
                },
                cancellationToken,
                Parameter.Of(chunk));
        }
    }

    private IEnumerable<PartyId> NamedParties()
    {
        foreach (GoldenRecord golden in _change.Golden)
        {
            yield return golden.Party;
        }

        foreach ((PartyId party, PartyId? successor) in _change.Retired)
        {
            yield return party;
            if (successor is { } to)
            {
                yield return to;
            }
        }

        foreach (PartyEvent happened in _change.Events)
        {
            yield return happened.Party;
            if (happened.Other is { } other)
            {
                yield return other;
            }
        }

        foreach (StoredRecord record in _change.Upserted)
        {
            yield return record.Party;
        }

        foreach ((_, PartyId party) in _change.Moved)
        {
            yield return party;
        }
    }

    private async Task<string?> FindGreatestPartyAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = _connection.Command("FindLastPartyName");
        return await command.ExecuteScalarAsync(cancellationToken) is string name && Ascii.IsValid(name) ? name : null;
    }

    private async Task LookUpRecordsAsync(LookUp lookUp, RecordPlace[] found, Func<int, RecordKey> keyOf, CancellationToken cancellationToken)
    {
        var places = new List<int>();
        var sources = new List<int>();
        var keys = new List<byte[]>();
        SymbolTable.Snapshot symbols = _symbols.Current;
        for (int place = 0; place < found.Length; place++)
        {
            RecordKey key = keyOf(place);
            if (symbols.Codes.TryGetValue(key.Source, out int source))
            {
                places.Add(place);
                sources.Add(source);
                keys.Add(IndexKey(key.RecordId));
            }

            if (keys.Count > 0 && (keys.Count == LookUpItems || place == found.Length - 1))
            {
                int[] asked = [.. places];
                await lookUp.AddAsync(
                    "FindRecordRows",
                    row => found[asked[row.GetInt64(0) - 1]] = new RecordPlace(row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)),
                    cancellationToken,
                    Parameter.Of([.. sources]),
                    Parameter.Of([.. keys]));
                places.Clear();
                sources.Clear();
                keys.Clear();
            }
        }
    }

    /// <summary>Where a record stands; all 0 where the store has none of its key.</summary>
    private readonly record struct RecordPlace(long Id, long Party, long PartySince, long Since);

    /// <summary>What an update of a dead letter starts from.</summary>
    private readonly record struct LetterRow(byte[] Source, DeadLetterKind Kind, byte[] Reason, byte[]? Detail);

    private PartyRow? FindParty(string name) => _found.TryGetValue(name, out PartyRow row) ? row : null;

    private static Int128 Digest(byte[] bytes) => System.Buffers.Binary.BinaryPrimitives.ReadInt128BigEndian(bytes);

    /// <summary>Queries that go out together, each with what is done with its rows; the first opens the transaction.</summary>
    private sealed class LookUp(NpgsqlConnection connection) : IAsyncDisposable
    {
        private const int MaxQueries = 8;

        private readonly List<Action<NpgsqlDataReader>> _take = [];
        private NpgsqlBatch _batch = Begin(connection);

        public async ValueTask AddAsync(
            string statement, Action<NpgsqlDataReader> take, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
        {
            _batch.Add(statement, parameters);
            _take.Add(take);
            if (_take.Count == MaxQueries)
            {
                await RunAsync(cancellationToken);
            }
        }

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            if (_batch.BatchCommands.Count == 0)
            {
                return;
            }

            await using (NpgsqlDataReader reader = await _batch.ExecuteReaderAsync(cancellationToken))
            {
                foreach (Action<NpgsqlDataReader> take in _take)
                {
                    while (await reader.ReadAsync(cancellationToken))
                    {
                        take(reader);
                    }

                    await reader.NextResultAsync(cancellationToken);
                }
            }

            _take.Clear();
            await _batch.DisposeAsync();
            _batch = new NpgsqlBatch(connection);
        }

        public ValueTask DisposeAsync() => _batch.DisposeAsync();

        private static NpgsqlBatch Begin(NpgsqlConnection connection)
        {
            var batch = new NpgsqlBatch(connection);
            batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN"));
            return batch;
        }
    }
}
