using Npgsql;
using PartyOrleans.Model;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.PostgreSql;

/// <content>Parts of a hub, for engines that do not hold all of it.</content>
public sealed partial class PostgreSqlPartyStore : IPartyParts
{
    /// <inheritdoc />
    public Task<IReadOnlyList<StoredRecord>> FindRecordsAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken) =>
        keys.Count == 0
            ? Task.FromResult<IReadOnlyList<StoredRecord>>([])
            : ReadAsync((connection, context) => FindBodiesAsync(connection, context, keys, cancellationToken), cancellationToken);

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
