using Npgsql;
using PartyOrleans.Storage.Access;
using PartyOrleans.Storage.Audit;
using PartyOrleans.Storage.PostgreSql;
using PartyOrleans.Storage.Sqlite;

namespace PartyOrleans.Storage;

/// <summary>Opens what guards the store that one text names: beside a file in files of their own, in a database in tables of their own.</summary>
public static class PartyGuards
{
    /// <summary>Opens API keys and the signing key; beside a file they are made where there are none, a database must hold a store.</summary>
    /// <exception cref="StoreException">They cannot be opened.</exception>
    public static Task<IAccessStore> OpenAccessAsync(string location, CancellationToken cancellationToken) => OpenAccessAsync(location, pool: null, cancellationToken);

    /// <summary>Opens the same over connections to the database that are shared with others; null for connections of its own.</summary>
    /// <exception cref="StoreException">They cannot be opened.</exception>
    public static async Task<IAccessStore> OpenAccessAsync(string location, NpgsqlDataSource? pool, CancellationToken cancellationToken) => PartyStores.IsServer(location)
        ? await PostgreSqlAccessStore.OpenAsync(location, pool, cancellationToken)
        : SqliteAccessStore.Open(SqliteAccessStore.PathOf(location));

    /// <summary>Opens the audit log; beside a file it is made where there is none, a database must hold a store.</summary>
    /// <exception cref="StoreException">It cannot be opened.</exception>
    public static Task<IAuditLog> OpenAuditAsync(string location, CancellationToken cancellationToken) => OpenAuditAsync(location, pool: null, cancellationToken);

    /// <summary>Opens the same over connections to the database that are shared with others; null for connections of its own.</summary>
    /// <exception cref="StoreException">They cannot be opened.</exception>
    public static async Task<IAuditLog> OpenAuditAsync(string location, NpgsqlDataSource? pool, CancellationToken cancellationToken) => PartyStores.IsServer(location)
        ? await PostgreSqlAuditLog.OpenAsync(location, pool, cancellationToken)
        : SqliteAuditLog.Open(SqliteAuditLog.PathOf(location));

    /// <summary>Opens the documents of the hub's surroundings; beside a file they are made where there are none, a database must hold a store.</summary>
    /// <exception cref="StoreException">They cannot be opened.</exception>
    public static Task<IOperationsStore> OpenOperationsAsync(string location, CancellationToken cancellationToken) => OpenOperationsAsync(location, pool: null, cancellationToken);

    /// <summary>Opens the same over connections to the database that are shared with others; null for connections of its own.</summary>
    /// <exception cref="StoreException">They cannot be opened.</exception>
    public static async Task<IOperationsStore> OpenOperationsAsync(string location, NpgsqlDataSource? pool, CancellationToken cancellationToken) => PartyStores.IsServer(location)
        ? await PostgreSqlOperationsStore.OpenAsync(location, pool, cancellationToken)
        : SqliteOperationsStore.Open(SqliteOperationsStore.PathOf(location));

    /// <summary>Opens the audit log where there is one; null beside a file that has none.</summary>
    /// <exception cref="StoreException">It cannot be opened.</exception>
    public static async Task<IAuditLog?> FindAuditAsync(string location, CancellationToken cancellationToken) =>
        PartyStores.IsServer(location) || File.Exists(SqliteAuditLog.PathOf(location)) ? await OpenAuditAsync(location, cancellationToken) : null;
}
