using System.Net.Sockets;
using Npgsql;

namespace PartyOrleans.Storage.PostgreSql;

/// <summary>Translates what the driver throws into the exception of stores, with advice; row values never come into the message.</summary>
internal static class PostgreSqlFailure
{
    /// <summary>Whether the connection is gone rather than the statement refused: on a new one it may succeed at once.</summary>
    public static bool IsBrokenConnection(NpgsqlException failure) => failure is PostgresException refused
        ? refused.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
        : failure.InnerException is IOException or SocketException;

    /// <summary>The exception to throw in place of another.</summary>
    /// <param name="store">What messages call the store.</param>
    /// <param name="failure">What the driver threw.</param>
    public static StoreException Of(string store, NpgsqlException failure)
    {
        if (failure is not PostgresException refused)
        {
            return new StoreException(
                failure.InnerException is TimeoutException
                    ? $"Store {store}: the server did not answer in time: check that it runs and is not overloaded; the same call may be made again."
                    : $"Store {store}: the connection failed: check that the server runs and can be reached; the same call may be made again.",
                isTransient: true,
                failure);
        }

        string advice = refused.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => "It refuses the user: check user name and password.",
            PostgresErrorCodes.InvalidCatalogName => "There is no such database: make it (createdb), or name another.",
            PostgresErrorCodes.InvalidSchemaName => "The schema does not exist: make it (CREATE SCHEMA), or name another.",
            PostgresErrorCodes.InsufficientPrivilege => "The user may not do this: have the owner of the tables run 'party migrate --user NAME', or grant it the rights to create and change tables in the schema.",
            PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory => "The server is out of space: free some, then try again; nothing of the change was kept.",
            PostgresErrorCodes.TooManyConnections => "It takes no more connections: raise max_connections or lower the hub's, then try again.",
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow =>
                "The server is stopping or starting: try again once it runs.",
            PostgresErrorCodes.ReadOnlySqlTransaction => "It can only be read (a standby, perhaps): connect to the primary.",
            PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => "Its content is damaged: restore it from a backup.",
            _ => "The server refused a statement.",
        };

        // Texts about data (class 22) and constraints (class 23) may quote values of a row.
        string text = refused.SqlState[..2] is "22" or "23" ? "" : ": " + refused.MessageText;
        bool transient = failure.IsTransient || refused.SqlState is PostgresErrorCodes.DiskFull
            || (refused.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification && StoreSecrets.Refused());
        return new StoreException($"Store {store}: {advice} (PostgreSQL {refused.SqlState}{text})", transient, failure);
    }
}
