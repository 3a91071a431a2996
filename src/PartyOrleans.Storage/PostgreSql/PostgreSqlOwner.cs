using System.Data;
using System.Globalization;
using Npgsql;

namespace PartyOrleans.Storage.PostgreSql;

/// <summary>
/// The connection of the one hub that owns a database. It holds the advisory lock and makes all writes, so that ownership and the
/// ability to write end together: a hub whose connection broke can never write beside its successor.
/// </summary>
internal sealed class PostgreSqlOwner : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly string _store;
    private readonly PostgreSqlStoreOptions _options;
    private NpgsqlConnection _connection;

    private PostgreSqlOwner(NpgsqlDataSource source, string store, PostgreSqlStoreOptions options, NpgsqlConnection connection) =>
        (_source, _store, _options, _connection) = (source, store, options, connection);

    /// <summary>The connection, which may be broken.</summary>
    public NpgsqlConnection Connection => _connection;

    /// <summary>Whether the connection broke, and with it the lock was lost.</summary>
    public bool IsBroken => _connection.State != ConnectionState.Open;

    /// <summary>Becomes the owner.</summary>
    /// <exception cref="StoreException">Another hub is.</exception>
    public static async Task<PostgreSqlOwner> TakeAsync(
        NpgsqlDataSource source, string store, PostgreSqlStoreOptions options, CancellationToken cancellationToken) =>
        new(source, store, options, await ConnectAsync(source, store, options, cancellationToken));

    /// <summary>Connects anew and takes the lock again.</summary>
    /// <exception cref="StoreException">Another hub has taken it meanwhile, or the server cannot be reached.</exception>
    public async Task ReconnectAsync(CancellationToken cancellationToken)
    {
        await _connection.DisposeAsync();
        _source.Clear(); // what broke one connection most likely broke the idle ones
        _connection = await ConnectAsync(_source, _store, _options, cancellationToken);
    }

    /// <summary>Gives the lock up.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!IsBroken)
            {
                await _connection.ExecuteAsync("ReleaseLock", CancellationToken.None);
            }
        }
        catch (NpgsqlException)
        {
            // The lock goes with the connection.
        }

        await _connection.DisposeAsync();
    }

    private static async Task<NpgsqlConnection> ConnectAsync(
        NpgsqlDataSource source, string store, PostgreSqlStoreOptions options, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            string synchronous;
            await using (NpgsqlCommand find = connection.Command("FindSynchronousCommit"))
            {
                synchronous = (string)(await find.ExecuteScalarAsync(cancellationToken))!;
            }

            // A server may demand more than this hub needs (remote_apply), never less.
            string wanted = options.Durability == Durability.Normal ? "off" : synchronous is "off" ? "on" : synchronous;
            string wait = Math.Max(1, (long)options.LockTimeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
            await connection.ExecuteAsync("SetUpOwner", cancellationToken, Parameter.Of(wanted), Parameter.Of(wait));
            await connection.ExecuteAsync("TakeLock", cancellationToken);
            return connection;
        }
        catch (PostgresException held) when (held.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            string owner = await FindOwnerAsync(connection, cancellationToken);
            await connection.DisposeAsync();
            throw new StoreException($"Store {store} is in use by another hub ({owner}): stop that one, or open another store.", isTransient: true, held);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task<string> FindOwnerAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand find = connection.Command("FindLockOwner");
        await using NpgsqlDataReader reader = await find.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return "unknown";
        }

        string host = reader.GetString(1);
        return host.Length == 0 ? reader.GetString(0) : $"{reader.GetString(0)} at {host}";
    }
}
