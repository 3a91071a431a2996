using System.Security.Cryptography;
using Npgsql;
using PartyOrleans.Storage.History;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.PostgreSql;

/// <content>The store's own keys, made with the store and kept in it under a key-encryption key, and what else is read when it is opened.</content>
public sealed partial class PostgreSqlPartyStore
{
    private const string CursorKey = "cursor";

    private CursorSeal? _cursors;
    private IKeyProvider? _provider;
    private int _lastKey;

    /// <summary>For the owner: makes what a new store lacks.</summary>
    private async Task OpenStateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        List<StoredKey> stored = await ReadKeysAsync(connection, cancellationToken);
        _provider = _options.Keys ?? ProviderOf(stored);
        if (stored.Count == 0)
        {
            stored = await MakeKeysAsync(connection, cancellationToken);
        }

        _lastKey = stored[^1].Id;
        _state = await ReadStateAsync(connection, await UnwrapAsync(stored, cancellationToken), cancellationToken);
        _cursors = new CursorSeal(await FindCursorKeyAsync(connection, cancellationToken) ?? await MakeCursorKeyAsync(connection, cancellationToken));
    }

    private async Task OpenLookerAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        List<StoredKey> stored = await ReadKeysAsync(connection, cancellationToken);
        if (stored.Count == 0)
        {
            throw new StoreException($"Store {_name} has no keys: open it once for writing.", isTransient: false);
        }

        _provider = _options.Keys ?? ProviderOf(stored);
        _lastKey = stored[^1].Id;
        _state = await ReadStateAsync(connection, await UnwrapAsync(stored, cancellationToken), cancellationToken);
        _cursors = await FindCursorKeyAsync(connection, cancellationToken) is { } key ? new CursorSeal(key) : null;
    }

    private async Task<StoreState> ReadStateAsync(NpgsqlConnection connection, StoreKeys keys, CancellationToken cancellationToken)
    {
        LastIds last;
        HistoryIds history;
        await using (NpgsqlCommand read = connection.Command("ReadLastIds"))
        await using (NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken))
        {
            await row.ReadAsync(cancellationToken);
            last = new LastIds(
                row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6),
                row.GetInt64(10));
            history = new HistoryIds(row.GetInt64(7), row.GetInt64(8), row.GetInt64(9), []);
        }

        await using NpgsqlCommand findHead = connection.Command("FindHead", Parameter.Of(history.Link));
        byte[] head = (byte[]?)await findHead.ExecuteScalarAsync(cancellationToken) ?? [];
        await using NpgsqlCommand findFingerprint = connection.Command("FindFingerprint", Parameter.Of(last.Commit));
        byte[] fingerprint = (byte[]?)await findFingerprint.ExecuteScalarAsync(cancellationToken) ?? [];

        await ReadSuppressedAsync(connection, cancellationToken);

        // The table stays the same one: reads under way hold it.
        SymbolTable symbols = _state?.Symbols ?? new SymbolTable();
        symbols.Restore(await ReadSymbolsAsync(connection, cancellationToken));
        return new StoreState(symbols, keys, last, history with { Head = head }, fingerprint);
    }

    private IKeyProvider ProviderOf(List<StoredKey> stored)
    {
        string? kek = stored.Count == 0 ? null : stored[^1].Wrapped.KeyId;
        return kek switch
        {
            UnwrappedKeys.KeyId => new UnwrappedKeys(),
            null => new LocalKeyFile(DefaultKeyFile()),
            _ when kek.StartsWith(LocalKeyFile.Prefix, StringComparison.Ordinal) => new LocalKeyFile(DefaultKeyFile()),
            _ => throw new StoreException($"Store {_name} is protected by {kek}: name the service that holds this key.", isTransient: false),
        };
    }

    /// <summary>One file for all databases: each key in it has a name of its own.</summary>
    internal static string DefaultKeyFile() => Path.Combine(LocalFolder.Find(), "store.keys");

    private async Task<List<StoredKey>> MakeKeysAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        StoreState empty = await ReadStateAsync(connection, keys: null!, cancellationToken);
        if (empty.Last.Commit > 0)
        {
            throw new StoreException($"Store {_name} holds rows from before rows were sealed: load its sources into a new one.", isTransient: false);
        }

        var keys = new List<StoredKey>();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        foreach ((KeyPurpose purpose, byte[] secret) in StoreKeys.Generate())
        {
            var key = new StoredKey(keys.Count + 1, purpose, await _provider!.WrapAsync(secret, cancellationToken), _time.GetUtcNow());
            keys.Add(key);
            batch.Add(
                "InsertKey",
                Parameter.Of(key.Id),
                Parameter.Of((short)key.Purpose),
                Parameter.Of(key.Wrapped.KeyId),
                Parameter.Of(key.Wrapped.Bytes),
                Parameter.Of(key.Created.UtcTicks));
        }

        PostgreSqlChain.Append(batch, empty.History, ChainKind.Start, 0, _time.GetUtcNow(), new byte[32]);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return keys;
    }

    private async Task<StoreKeys> UnwrapAsync(List<StoredKey> stored, CancellationToken cancellationToken)
    {
        var keys = new List<(int, KeyPurpose, byte[])>();
        foreach (StoredKey key in stored)
        {
            keys.Add((key.Id, key.Purpose, await _provider!.UnwrapAsync(key.Wrapped, cancellationToken)));
        }

        return new StoreKeys(keys);
    }

    private static async Task<List<StoredKey>> ReadKeysAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var keys = new List<StoredKey>();
        await using NpgsqlCommand read = connection.Command("ReadKeys");
        await using NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            keys.Add(new StoredKey(
                row.GetInt32(0), (KeyPurpose)row.GetInt16(1), new WrappedKey(row.GetString(2), row.Bytes(3)), Time(row.GetInt64(4))));
        }

        return keys;
    }

    private static async Task<byte[]?> FindCursorKeyAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand find = connection.Command("FindStoreKey", Parameter.Of(CursorKey));
        return (byte[]?)await find.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task<byte[]> MakeCursorKeyAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        byte[] key = RandomNumberGenerator.GetBytes(CursorSeal.KeyBytes);
        await connection.ExecuteAsync("InsertStoreKey", cancellationToken, Parameter.Of(CursorKey), Parameter.Of(key));
        return key;
    }
}
