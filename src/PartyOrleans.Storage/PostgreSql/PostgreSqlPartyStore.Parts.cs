using Npgsql;
using PartyOrleans.Model;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.PostgreSql;

/// <content>Parts of a hub, for engines that do not hold all of it.</content>
public sealed partial class PostgreSqlPartyStore : IPartyParts
{
    /// <summary>The symbols that were there when records were last looked for; symbols are only added.</summary>
    private SymbolTable.Snapshot? _looked;

    /// <inheritdoc />
    public Task<IReadOnlyList<StoredRecord>> FindRecordsAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
        {
            return Task.FromResult<IReadOnlyList<StoredRecord>>([]);
        }

        return _owner is null
            ? RetryAsync(async () => await LookForRecordsAsync(keys, cancellationToken) ?? await FindAnyAsync())
            : FindAnyAsync();

        Task<IReadOnlyList<StoredRecord>> FindAnyAsync() =>
            ReadAsync((connection, context) => FindBodiesAsync(connection, context, keys, cancellationToken), cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<StoredRecord>> FindPartiesOfAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken) => keys.Count == 0
        ? Task.FromResult<IReadOnlyList<StoredRecord>>([])
        : ReadAsync(
            async (connection, context) =>
            {
                var members = new HashSet<RecordKey>();
                (int[] sources, byte[][] ids, _) = PlacesOf(keys, context);
                await using (NpgsqlCommand find = connection.Command("FindGoldenOfRecords", Parameter.Of(sources), Parameter.Of(ids)))
                {
                    await using NpgsqlDataReader row = await find.ExecuteReaderAsync(cancellationToken);
                    while (await row.ReadAsync(cancellationToken))
                    {
                        var party = new PartyId(row.GetString(0));
                        GoldenRecord golden = GoldenRow.Open(party, row.Bytes(1), context.Symbols, context.Keys)
                            ?? throw new StoreException($"Store {_name} holds a current golden record that was shredded: run party verify.", isTransient: false);
                        members.UnionWith(golden.Records);
                    }
                }

                return await FindBodiesAsync(connection, context, [.. members], cancellationToken);
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<PartyId>> FindTakenAsync(IReadOnlyList<PartyId> ids, CancellationToken cancellationToken) => ids.Count == 0
        ? Task.FromResult<IReadOnlyList<PartyId>>([])
        : ReadAsync<IReadOnlyList<PartyId>>(
            async (connection, _) =>
            {
                var taken = new List<PartyId>();
                await using NpgsqlCommand find = connection.Command("FindTaken", Parameter.Of(ids.Select(id => id.Value).ToArray()));
                await using NpgsqlDataReader row = await find.ExecuteReaderAsync(cancellationToken);
                while (await row.ReadAsync(cancellationToken))
                {
                    taken.Add(new PartyId(row.GetString(0)));
                }

                return taken;
            },
            cancellationToken);

    /// <summary>
    /// Finds records in one round trip, as one does that only looks: with the symbols that it knew before it asks, and with those of the moment it
    /// reads what it is given.
    /// </summary>
    /// <returns>Null where a source or a key was new to it.</returns>
    private async Task<IReadOnlyList<StoredRecord>?> LookForRecordsAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        StoreState state = _state!;
        var context = new RowContext(Volatile.Read(ref _looked) ?? state.Symbols.Current, state.Keys);
        (int[] sources, byte[][] ids, RecordKey[] known) = PlacesOf(keys, context);
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
        batch.Add("FindLastKey");
        batch.Add("ReadSymbols");
        batch.Add("FindRecordBodies", Parameter.Of(sources), Parameter.Of(ids));
        await using NpgsqlDataReader row = await batch.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        bool hasKeys = row.GetInt64(0) <= _lastKey;
        await row.NextResultAsync(cancellationToken);
        var names = new List<string>();
        while (await row.ReadAsync(cancellationToken))
        {
            names.Add(row.Utf8(0));
        }

        if (names.Count != context.Symbols.Names.Length)
        {
            context = context with { Symbols = SymbolTable.Snapshot.Of(names) };
            Volatile.Write(ref _looked, context.Symbols);
        }

        if (!hasKeys || (known.Length < keys.Count && keys.Any(key => context.Symbols.Codes.ContainsKey(key.Source) && !known.Contains(key))))
        {
            return null;
        }

        var records = new List<StoredRecord>(known.Length);
        await row.NextResultAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            records.Add(RecordAt(known[(int)row.GetInt64(0) - 1], row.Bytes(1), payload: null, new PartyId(row.GetString(2)), context.Keys));
        }

        return records;
    }

    private async Task<IReadOnlyList<StoredRecord>> FindBodiesAsync(
        NpgsqlConnection connection, RowContext context, IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken)
    {
        var records = new List<StoredRecord>(keys.Count);
        (int[] sources, byte[][] ids, RecordKey[] known) = PlacesOf(keys, context);
        await using NpgsqlCommand find = connection.Command("FindRecordBodies", Parameter.Of(sources), Parameter.Of(ids));
        await using NpgsqlDataReader row = await find.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            records.Add(RecordAt(known[(int)row.GetInt64(0) - 1], row.Bytes(1), payload: null, new PartyId(row.GetString(2)), context.Keys));
        }

        return records;
    }

    /// <summary>The columns by which records are found; those of sources that the store has never seen are left out.</summary>
    private static (int[] Sources, byte[][] Ids, RecordKey[] Keys) PlacesOf(IReadOnlyList<RecordKey> keys, RowContext context)
    {
        RecordKey[] known = [.. keys.Where(key => context.Symbols.Codes.ContainsKey(key.Source))];
        return ([.. known.Select(key => context.Symbols.Codes[key.Source])], [.. known.Select(key => PostgreSqlChangeWriter.IndexKey(key.RecordId))], known);
    }
}
