using PartyOrleans.Storage.PostgreSql;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Sqlite;

namespace PartyOrleans.Storage;

/// <summary>
/// Opens the store that one text names: <c>Host=...;Database=...</c> and <c>postgres://user:password@host:port/database</c> a PostgreSQL
/// database, everything else a SQLite file.
/// </summary>
public static class PartyStores
{
    /// <summary>Opens a store as its only owner, making it where there is none (of a database: its tables).</summary>
    /// <param name="location">The text; no message repeats a password in it.</param>
    /// <param name="options">Options of either kind of store.</param>
    /// <param name="time">Clock for commit times.</param>
    /// <param name="cancellationToken">Stops before anything is opened.</param>
    /// <exception cref="StoreException">It cannot be opened, or another hub owns it.</exception>
    public static async Task<IPartyStore> OpenAsync(string location, PartyStoreOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(location);
        ArgumentNullException.ThrowIfNull(options);
        return PostgreSqlLocation.Is(location)
            ? await PostgreSqlPartyStore.OpenAsync(location, options.PostgreSql, time, cancellationToken)
            : await SqlitePartyStore.OpenAsync(location, options.Sqlite, time, cancellationToken);
    }

    /// <summary>Opens an existing store for looking only; an owner may work on it at the same time.</summary>
    /// <param name="location">The text; no message repeats a password in it.</param>
    /// <param name="options">Options of either kind of store.</param>
    /// <param name="cancellationToken">Stops before anything is opened.</param>
    /// <exception cref="StoreException">There is none, or it cannot be read.</exception>
    public static async Task<IPartyStore> OpenReadOnlyAsync(string location, PartyStoreOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(location);
        ArgumentNullException.ThrowIfNull(options);
        return PostgreSqlLocation.Is(location)
            ? await PostgreSqlPartyStore.OpenReadOnlyAsync(location, options.PostgreSql, cancellationToken)
            : await SqlitePartyStore.OpenReadOnlyAsync(location, options.Sqlite, cancellationToken);
    }

    /// <summary>Whether a text names a database server rather than a file.</summary>
    public static bool IsServer(string location) => PostgreSqlLocation.Is(location);

    /// <summary>The path beside which this machine keeps what belongs to a store but does not lie in it: a file's own, or one in the user's
    /// folder for application data that is named after server and database.</summary>
    /// <exception cref="StoreException">It looks like a connection string and cannot be understood, or there is no such folder.</exception>
    public static string LocalPathOf(string location) => PostgreSqlLocation.Is(location)
        ? Path.Combine(LocalFolder.Find(), PostgreSqlLocation.FileName(PostgreSqlLocation.Parse(location)))
        : location;

    /// <summary>The key file of a store that is protected by one and by no other that was named: beside a file, in the user's folder for
    /// application data for a database. It need not be there.</summary>
    /// <exception cref="StoreException">There is no folder for application data.</exception>
    public static string KeyFileOf(string location) =>
        PostgreSqlLocation.Is(location) ? PostgreSqlPartyStore.DefaultKeyFile() : LocalKeyFile.PathOf(SqlitePartyStore.Resolve(location));

    /// <summary>What messages call the store of a text: a file as it is named, a database without user and password.</summary>
    /// <exception cref="StoreException">It looks like a connection string and cannot be understood.</exception>
    public static string Describe(string location) =>
        PostgreSqlLocation.Is(location) ? PostgreSqlLocation.Describe(PostgreSqlLocation.Parse(location)) : location;
}

/// <summary>Options of either kind of store, of which the one that is opened uses its own.</summary>
public sealed record PartyStoreOptions
{
    /// <summary>Of a SQLite file.</summary>
    public SqliteStoreOptions Sqlite { get; init; } = new();

    /// <summary>Of a PostgreSQL database.</summary>
    public PostgreSqlStoreOptions PostgreSql { get; init; } = new();
}
