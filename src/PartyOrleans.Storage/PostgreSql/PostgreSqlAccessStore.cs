using System.Security.Cryptography;
using Npgsql;
using PartyOrleans.Storage.Access;

namespace PartyOrleans.Storage.PostgreSql;

/// <summary>Who may come in, in tables of the store's database.</summary>
public sealed class PostgreSqlAccessStore : IAccessStore
{
    private const int SigningKeyBytes = 32;

    private readonly GuardConnections _connections;
    private readonly NpgsqlDataSource _source;
    private readonly string _name;

    private PostgreSqlAccessStore(GuardConnections connections) => (_connections, _source, _name) = (connections, connections.Source, connections.Name);

    /// <summary>Opens the keys of a store that is there.</summary>
    /// <exception cref="StoreException">There is no store, it is of another version, or the server cannot be reached.</exception>
    public static Task<PostgreSqlAccessStore> OpenAsync(string location, CancellationToken cancellationToken) => OpenAsync(location, pool: null, cancellationToken);

    /// <summary>Opens the same over connections that are shared with others, see <see cref="PostgreSqlPool"/>; null for connections of its own.</summary>
    /// <exception cref="StoreException">There is no store, it is of another version, or the server cannot be reached.</exception>
    public static async Task<PostgreSqlAccessStore> OpenAsync(string location, NpgsqlDataSource? pool, CancellationToken cancellationToken) =>
        new(await PostgreSqlGuard.OpenAsync(location, pool, cancellationToken));

    /// <inheritdoc />
    public IReadOnlyList<ApiKey> List() => Run(connection => Read(connection.Command("AccessList")));

    /// <inheritdoc />
    public ApiKey? Find(string id) => id.Contains('\0', StringComparison.Ordinal) ? null : Run(connection => Read(connection.Command("AccessFind", Parameter.Of(id)))).FirstOrDefault();

    /// <inheritdoc />
    public void Add(ApiKey key) => Run(connection => Insert(connection, key));

    /// <inheritdoc />
    public bool Replace(string id, ApiKey successor, DateTimeOffset ends)
    {
        ArgumentNullException.ThrowIfNull(successor);
        return Run(connection =>
        {
            using NpgsqlTransaction transaction = connection.BeginTransaction();
            using NpgsqlCommand replace = connection.Command(
                "AccessReplace", Parameter.Of(id), Parameter.Of(ends.UtcTicks), Parameter.Of(successor.Id), Parameter.Of(successor.Created.UtcTicks));
            if (replace.ExecuteNonQuery() == 0)
            {
                return false;
            }

            Insert(connection, successor);
            transaction.Commit();
            return true;
        });
    }

    /// <inheritdoc />
    public bool Revoke(string id, DateTimeOffset now) => Run(connection =>
    {
        using NpgsqlCommand revoke = connection.Command("AccessRevoke", Parameter.Of(id), Parameter.Of(now.UtcTicks));
        return revoke.ExecuteNonQuery() > 0;
    });

    /// <inheritdoc />
    public byte[]? FindSigningKey() => Run(connection =>
    {
        using NpgsqlCommand find = connection.Command("AccessFindSigningKey");
        return (byte[]?)find.ExecuteScalar();
    });

    /// <inheritdoc />
    public byte[] SigningKey()
    {
        Run(connection =>
        {
            using NpgsqlCommand add = connection.Command("AccessAddSigningKey", Parameter.Of(RandomNumberGenerator.GetBytes(SigningKeyBytes)));
            return add.ExecuteNonQuery();
        });
        return FindSigningKey()!;
    }

    /// <inheritdoc />
    public void Dispose() => _connections.Dispose();

    private static int Insert(NpgsqlConnection connection, ApiKey key)
    {
        using NpgsqlCommand add = connection.Command(
            "AccessAdd", Parameter.Of(key.Id), Parameter.Of(key.Name), Parameter.Of(key.Scopes), Parameter.Of(key.SecretHash), Parameter.Of(key.Created.UtcTicks),
            Parameter.Of(key.Expires?.UtcTicks ?? 0));
        return add.ExecuteNonQuery();
    }

    private static List<ApiKey> Read(NpgsqlCommand command)
    {
        using (command)
        {
            using NpgsqlDataReader row = command.ExecuteReader();
            var keys = new List<ApiKey>();
            while (row.Read())
            {
                keys.Add(new ApiKey
                {
                    Id = row.GetString(0),
                    Name = row.GetString(1),
                    Scopes = row.GetString(2),
                    SecretHash = row.Bytes(3),
                    Created = Time(row, 4)!.Value,
                    Expires = Time(row, 5),
                    Revoked = Time(row, 6),
                    ReplacedBy = row.IsDBNull(7) ? null : row.GetString(7),
                });
            }

            return keys;
        }
    }

    private static DateTimeOffset? Time(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : new DateTimeOffset(row.GetInt64(column), TimeSpan.Zero);

    private T Run<T>(Func<NpgsqlConnection, T> work)
    {
        try
        {
            using NpgsqlConnection connection = _source.OpenConnection();
            return work(connection);
        }
        catch (NpgsqlException failure)
        {
            throw PostgreSqlFailure.Of(_name, failure);
        }
    }
}
