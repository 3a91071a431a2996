using System.Security.Cryptography;
using PartyOrleans.Storage.Access;

namespace PartyOrleans.Storage.Sqlite;

/// <summary>Who may come in, in a file beside the store, so that keys are made and revoked while a hub owns the store. Calls take turns.</summary>
public sealed class SqliteAccessStore : IAccessStore
{
    private const int SigningKeyBytes = 32;

    private static readonly SqliteStoreOptions Options = new() { CacheBytes = 1L << 20, MapBytes = 0 };

    private readonly Lock _gate = new();
    private readonly SqliteSession _session;

    private SqliteAccessStore(SqliteSession session) => _session = session;

    /// <summary>The file of a store's file.</summary>
    public static string PathOf(string storePath) => storePath + ".access";

    /// <summary>Opens the file; makes it, readable by its owner alone, where there is none.</summary>
    /// <exception cref="StoreException">The file cannot be opened or made.</exception>
    public static SqliteAccessStore Open(string path) => new(SqliteSideFile.Open(path, ["AccessSchema1"], Options));

    /// <inheritdoc />
    public IReadOnlyList<ApiKey> List()
    {
        lock (_gate)
        {
            SqliteStatement query = _session.Statement("AccessList");
            var keys = new List<ApiKey>();
            while (query.Step())
            {
                keys.Add(Key(query));
            }

            return keys;
        }
    }

    /// <inheritdoc />
    public ApiKey? Find(string id)
    {
        lock (_gate)
        {
            SqliteStatement query = _session.Statement("AccessFind");
            query.Bind(1, id);
            if (!query.Step())
            {
                return null;
            }

            ApiKey key = Key(query);
            query.Reset();
            return key;
        }
    }

    /// <inheritdoc />
    public void Add(ApiKey key)
    {
        lock (_gate)
        {
            Insert(key);
            _session.Checkpoint();
        }
    }

    /// <inheritdoc />
    public bool Replace(string id, ApiKey successor, DateTimeOffset ends)
    {
        ArgumentNullException.ThrowIfNull(successor);
        lock (_gate)
        {
            _session.Run("BEGIN IMMEDIATE");
            try
            {
                SqliteStatement replace = _session.Statement("AccessReplace");
                replace.Bind(1, id);
                replace.Bind(2, ends.UtcTicks);
                replace.Bind(3, successor.Id);
                replace.Bind(4, successor.Created.UtcTicks);
                if (replace.Execute() == 0)
                {
                    _session.Rollback();
                    return false;
                }

                Insert(successor);
                _session.Run("COMMIT");
            }
            catch
            {
                _session.Rollback();
                throw;
            }

            _session.Checkpoint();
            return true;
        }
    }

    /// <inheritdoc />
    public bool Revoke(string id, DateTimeOffset now)
    {
        lock (_gate)
        {
            SqliteStatement revoke = _session.Statement("AccessRevoke");
            revoke.Bind(1, id);
            revoke.Bind(2, now.UtcTicks);
            bool isRevoked = revoke.Execute() > 0;
            _session.Checkpoint();
            return isRevoked;
        }
    }

    /// <inheritdoc />
    public byte[]? FindSigningKey()
    {
        lock (_gate)
        {
            SqliteStatement query = _session.Statement("AccessFindSigningKey");
            if (!query.Step())
            {
                return null;
            }

            byte[] key = query.Bytes(0).ToArray();
            query.Reset();
            return key;
        }
    }

    /// <inheritdoc />
    public byte[] SigningKey()
    {
        lock (_gate)
        {
            SqliteStatement add = _session.Statement("AccessAddSigningKey");
            add.BindBlob(1, RandomNumberGenerator.GetBytes(SigningKeyBytes));
            add.Execute();
            _session.Checkpoint();
        }

        return FindSigningKey()!;
    }

    /// <inheritdoc />
    public void Dispose() => _session.Dispose();

    private void Insert(ApiKey key)
    {
        SqliteStatement add = _session.Statement("AccessAdd");
        add.Bind(1, key.Id);
        add.Bind(2, key.Name);
        add.Bind(3, key.Scopes);
        add.BindBlob(4, key.SecretHash);
        add.Bind(5, key.Created.UtcTicks);
        if (key.Expires is { } expires)
        {
            add.Bind(6, expires.UtcTicks);
        }
        else
        {
            add.BindNull(6);
        }

        add.Execute();
    }

    private static ApiKey Key(SqliteStatement row) => new()
    {
        Id = row.Text(0),
        Name = row.Text(1),
        Scopes = row.Text(2),
        SecretHash = row.Bytes(3).ToArray(),
        Created = Time(row, 4)!.Value,
        Expires = Time(row, 5),
        Revoked = Time(row, 6),
        ReplacedBy = row.IsNull(7) ? null : row.Text(7),
    };

    private static DateTimeOffset? Time(SqliteStatement row, int column) =>
        row.IsNull(column) ? null : new DateTimeOffset(row.Long(column), TimeSpan.Zero);
}
