using System.Security.Cryptography;
using System.Text;
using Npgsql;
using PartyOrleans.Model;
using PartyOrleans.Storage.History;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;
using PartyOrleans.Storage.Search;

namespace PartyOrleans.Storage.PostgreSql;

/// <summary>
/// A hub's store in a PostgreSQL database (15 or later), in the first schema of the search path. Commits are serialised on the one connection
/// that holds the store's lock; reads run beside them on other connections of the same pool.
/// </summary>
public sealed partial class PostgreSqlPartyStore : IPartyStore
{
    private const int LongChange = 20_000;

    private readonly NpgsqlDataSource _source;
    private readonly string _name;
    private readonly PostgreSqlStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ChangeTables _tables = new();
    private PostgreSqlOwner? _owner;
    private volatile StoreState? _state;
    private byte[] _unclear = [];
    private bool _lost;
    private bool _disposed;

    private PostgreSqlPartyStore(NpgsqlDataSource source, string name, PostgreSqlStoreOptions options, TimeProvider time)
    {
        _source = source;
        _name = name;
        _options = options;
        _time = time;
    }

    /// <summary>Opens a store as its only owner, making its tables where the schema has none.</summary>
    /// <param name="location">A connection string (<c>Host=...;Database=...</c>) or an address (<c>postgres://user:password@host:port/database</c>).</param>
    /// <param name="options">Use of the server.</param>
    /// <param name="time">Clock for commit times.</param>
    /// <param name="cancellationToken">Stops before anything is opened.</param>
    /// <exception cref="StoreException">Another hub owns it, or the server refuses, or it is newer than this program, or no store.</exception>
    public static async Task<PostgreSqlPartyStore> OpenAsync(
        string location, PostgreSqlStoreOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        PostgreSqlPartyStore store = Make(location, options, time);
        try
        {
            store._owner = await PostgreSqlOwner.TakeAsync(store._source, store._name, options, cancellationToken);
            await PostgreSqlMigrations.ApplyAsync(store._owner.Connection, store._name, time, cancellationToken);
            await store.OpenStateAsync(store._owner.Connection, cancellationToken);
            await OpenSearchAsync(store._owner.Connection, cancellationToken);
            return store;
        }
        catch (Exception failure)
        {
            await store.DisposeAsync();
            if (failure is NpgsqlException refused)
            {
                throw PostgreSqlFailure.Of(store._name, refused);
            }

            throw;
        }
    }

    /// <summary>Opens an existing store for looking only; an owner may work on it at the same time, and what it commits is then seen.</summary>
    /// <param name="location">As in <see cref="OpenAsync"/>; the user needs no more than the right to read.</param>
    /// <param name="options">Use of the server.</param>
    /// <param name="cancellationToken">Stops before anything is opened.</param>
    /// <exception cref="StoreException">There is none, or the server refuses, or it is of another schema version, or no store.</exception>
    public static async Task<PostgreSqlPartyStore> OpenReadOnlyAsync(string location, PostgreSqlStoreOptions options, CancellationToken cancellationToken)
    {
        PostgreSqlPartyStore store = Make(location, options, TimeProvider.System);
        try
        {
            await using NpgsqlConnection connection = await store._source.OpenConnectionAsync(cancellationToken);
            await PostgreSqlMigrations.RequireAsync(connection, store._name, cancellationToken);
            await store.OpenLookerAsync(connection, cancellationToken);
            return store;
        }
        catch (Exception failure)
        {
            await store.DisposeAsync();
            if (failure is NpgsqlException refused)
            {
                throw PostgreSqlFailure.Of(store._name, refused);
            }

            throw;
        }
    }

    /// <inheritdoc />
    public Task<long> CommitAsync(HubChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.Activated is { } activated)
        {
            Sha256Of(activated.Json, activated.Sha256);
        }

        return WriteAsync(connection => CommitAsync(connection, change, cancellationToken), cancellationToken);
    }

    /// <inheritdoc />
    /// <remarks>A connection that broke is made anew here: its lock is free only once the server has ended what the old one began.</remarks>
    public Task SettleAsync(CancellationToken cancellationToken) => WriteAsync(static _ => Task.FromResult(true), cancellationToken);

    /// <summary>Closes the store and gives up its ownership; waits for a commit under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            if (_owner is not null)
            {
                await _owner.DisposeAsync();
            }

            if (_options.Pool is null)
            {
                await _source.DisposeAsync();
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private static PostgreSqlPartyStore Make(string location, PostgreSqlStoreOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(location);
        NpgsqlConnectionStringBuilder settings = PostgreSqlLocation.Parse(location);
        string name = PostgreSqlLocation.Describe(settings);
        return new PostgreSqlPartyStore(options.Pool ?? PostgreSqlPool.Open(settings, Math.Max(2, options.MaxConnections), "party-hub"), name, options, time);
    }

    private async Task<long> CommitAsync(NpgsqlConnection connection, HubChange change, CancellationToken cancellationToken)
    {
        RequireNotErased(change);

        // Of a long change the fingerprint is computed while it is written; nearly always it is a new one.
        StoreState state = _state!;
        bool isLong = change.Upserted.Count + change.Golden.Count >= LongChange;
        byte[] fingerprint = isLong ? [] : state.Keys.Blind(ChangeFingerprint.Of(change));
        if (!isLong && fingerprint.AsSpan().SequenceEqual(state.Fingerprint))
        {
            return state.Last.Commit;
        }

        Task<byte[]> computed = isLong
            ? Task.Run(() => state.Keys.Blind(ChangeFingerprint.Of(change)), CancellationToken.None)
            : Task.FromResult(fingerprint);
        SymbolTable.Snapshot symbols = state.Symbols.Current;
        try
        {
            await using var effects = new PostgreSqlChangeWriter(connection, _tables, state, change, _options);
            await effects.WriteEffectsAsync(cancellationToken);
            fingerprint = await computed;
            cancellationToken.ThrowIfCancellationRequested();
            if (fingerprint.AsSpan().SequenceEqual(state.Fingerprint))
            {
                await RollbackAsync(connection, symbols);
                return state.Last.Commit;
            }

            DateTimeOffset at = _time.GetUtcNow();
            if (change.Activated is { } bundle)
            {
                await effects.ActivateAsync(bundle, at, cancellationToken);
            }

            await WriteSearchAsync(connection, change, effects, state.Last.Golden, cancellationToken);
            _unclear = fingerprint;
            _state = await effects.CommitAsync(fingerprint, at, cancellationToken);
            if (Erases(change))
            {
                Suppress(change);
            }

            return _state.Last.Commit;
        }
        catch
        {
            await RollbackAsync(connection, symbols);
            throw;
        }
    }

    private async Task RollbackAsync(NpgsqlConnection connection, SymbolTable.Snapshot symbols)
    {
        _state!.Symbols.Restore(symbols);
        _tables.Clear();
        if (connection.State != System.Data.ConnectionState.Open)
        {
            return;
        }

        try
        {
            await using var rollback = new NpgsqlCommand("ROLLBACK", connection);
            await rollback.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // The connection is broken, which ends the transaction as well.
        }
    }

    private async Task<T> WriteAsync<T>(Func<NpgsqlConnection, Task<T>> write, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            PostgreSqlOwner owner = _owner
                ?? throw new StoreException($"Store {_name} is open for looking only: open it as its owner to write.", isTransient: false);
            for (bool again = false; ; again = true)
            {
                try
                {
                    await KeepOwnershipAsync(owner, cancellationToken);
                    return await write(owner.Connection);
                }
                catch (NpgsqlException) when (owner.IsBroken && !again)
                {
                    // The server restarted, or the network let go of an idle connection. Every write can be made again: a change that was
                    // committed just before is known by its fingerprint.
                }
                catch (NpgsqlException failure)
                {
                    throw PostgreSqlFailure.Of(_name, failure);
                }
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Takes the lock again where the connection broke, and makes sure that nobody wrote in between.</summary>
    private async Task KeepOwnershipAsync(PostgreSqlOwner owner, CancellationToken cancellationToken)
    {
        if (_lost)
        {
            throw Lost();
        }

        if (!owner.IsBroken)
        {
            return;
        }

        await owner.ReconnectAsync(cancellationToken);
        StoreState state = await ReadStateAsync(owner.Connection, _state!.Keys, cancellationToken);
        bool isSame = state.Last.Commit == _state.Last.Commit && state.Fingerprint.AsSpan().SequenceEqual(_state.Fingerprint);
        bool isOurs = state.Last.Commit == _state.Last.Commit + 1 && state.Fingerprint.AsSpan().SequenceEqual(_unclear);
        if (!isSame && !isOurs)
        {
            _lost = true;
            await owner.DisposeAsync();
            throw Lost();
        }

        _state = state;
    }

    private StoreException Lost() => new(
        $"Store {_name}: while the connection was broken another hub wrote to it: stop this hub and open the store anew.", isTransient: false);
}
