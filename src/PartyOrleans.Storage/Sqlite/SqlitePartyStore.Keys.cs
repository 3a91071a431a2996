using PartyOrleans.Storage.History;
using PartyOrleans.Storage.Privacy;

namespace PartyOrleans.Storage.Sqlite;

/// <content>The store's own keys: made with the store, kept in it under a key-encryption key, unwrapped while it is open.</content>
public sealed partial class SqlitePartyStore
{
    private readonly Lock _keyGate = new();
    private volatile StoreKeys? _keys;
    private int _lastKey;
    private IKeyProvider? _provider;

    /// <summary>The keys that a session's rows may be sealed by: the owner knows all; a looker reads those that the owner has made since.</summary>
    private StoreKeys KeysOf(SqliteSession session)
    {
        if (_writer is null && LastKey(session) is int last && last > _lastKey)
        {
            lock (_keyGate)
            {
                if (last > _lastKey)
                {
#pragma warning disable VSTHRD002 // A looker meets a new key once in years; its reads are synchronous.
                    _keys = UnwrapAsync(ReadKeys(session), CancellationToken.None).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
                    _lastKey = last;
                }
            }
        }

        return _keys ?? throw new StoreException($"Store {_path} has no keys: open it once for writing to bring it up to date.", isTransient: false);
    }

    private async Task OpenKeysAsync(SqliteSession session, CancellationToken cancellationToken)
    {
        List<StoredKey> stored = ReadKeys(session);
        _provider = _options.Keys ?? ProviderOf(stored);
        if (stored.Count == 0)
        {
            if (_writer is null)
            {
                return;
            }

            stored = await MakeKeysAsync(cancellationToken);
            StoreKeys made = await UnwrapAsync(stored, cancellationToken);
            session.Run("BEGIN IMMEDIATE");
            try
            {
                stored.ForEach(key => InsertKey(session, key));
                SealUpgrade.Run(session, made, ReadSymbols(session));
                SqliteChain.Append(session, ChainKind.Start, SqliteChangeWriter.ReadLastIds(session).Commit, _time.GetUtcNow(), new byte[32]);
                session.Run("COMMIT");
            }
            catch
            {
                session.Rollback();
                throw;
            }

            _keys = made;
        }

        _keys ??= await UnwrapAsync(stored, cancellationToken);
        _lastKey = stored[^1].Id;
    }

    private IKeyProvider ProviderOf(List<StoredKey> stored)
    {
        string? kek = stored.Count == 0 ? null : stored[^1].Wrapped.KeyId;
        return kek switch
        {
            UnwrappedKeys.KeyId => new UnwrappedKeys(),
            null => new LocalKeyFile(LocalKeyFile.PathOf(_path)),
            _ when kek.StartsWith(LocalKeyFile.Prefix, StringComparison.Ordinal) => new LocalKeyFile(LocalKeyFile.PathOf(_path)),
            _ => throw new StoreException($"Store {_path} is protected by {kek}: name the service that holds this key.", isTransient: false),
        };
    }

    private async Task<List<StoredKey>> MakeKeysAsync(CancellationToken cancellationToken)
    {
        var keys = new List<StoredKey>();
        foreach ((KeyPurpose purpose, byte[] secret) in StoreKeys.Generate())
        {
            keys.Add(new StoredKey(keys.Count + 1, purpose, await _provider!.WrapAsync(secret, cancellationToken), _time.GetUtcNow()));
        }

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

    private static int LastKey(SqliteSession session)
    {
        SqliteStatement find = session.Statement("FindLastKey");
        find.Step();
        int last = (int)find.Long(0);
        find.Reset();
        return last;
    }

    private static List<StoredKey> ReadKeys(SqliteSession session)
    {
        var keys = new List<StoredKey>();
        SqliteStatement read = session.Statement("ReadKeys");
        while (read.Step())
        {
            keys.Add(new StoredKey(
                (int)read.Long(0), (KeyPurpose)read.Long(1), new WrappedKey(read.Text(2), read.Bytes(3).ToArray()), Time(read.Long(4))));
        }

        return keys;
    }

    private static void InsertKey(SqliteSession session, StoredKey key)
    {
        SqliteStatement insert = session.Statement("InsertKey");
        insert.Bind(1, key.Id);
        insert.Bind(2, (long)key.Purpose);
        insert.Bind(3, key.Wrapped.KeyId);
        insert.BindBlob(4, key.Wrapped.Bytes);
        insert.Bind(5, key.Created.UtcTicks);
        insert.Execute();
    }
}
