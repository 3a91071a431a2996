using System.Globalization;
using Npgsql;

namespace PartyOrleans.Storage.PostgreSql;

/// <summary>Connections of their own for audit log and keys, so that neither waits for the store's writer, nor asks who owns the store.</summary>
internal static class PostgreSqlGuard
{
    /// <summary>Opens connections to a database that holds a store.</summary>
    /// <exception cref="StoreException">There is no store, it is of another version, or the server cannot be reached.</exception>
    public static async Task<GuardConnections> OpenAsync(string location, NpgsqlDataSource? pool, CancellationToken cancellationToken)
    {
        NpgsqlConnectionStringBuilder settings = PostgreSqlLocation.Parse(location);
        string name = PostgreSqlLocation.Describe(settings);
        settings.MaxPoolSize = 4;
        settings.ApplicationName ??= string.Create(CultureInfo.InvariantCulture, $"party-hub guard pid {Environment.ProcessId}");
        NpgsqlDataSource source = pool ?? StoreSecrets.Build(settings);
        try
        {
            await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
            await PostgreSqlMigrations.RequireAsync(connection, name, cancellationToken);
            return new GuardConnections(source, name, pool is null);
        }
        catch (Exception failure)
        {
            if (pool is null)
            {
                await source.DisposeAsync();
            }

            throw failure is NpgsqlException refused ? PostgreSqlFailure.Of(name, refused) : failure;
        }
    }
}

/// <summary>Connections of a guard.</summary>
/// <param name="Source">Gives them.</param>
/// <param name="Name">What messages call the store.</param>
/// <param name="IsOwned">Whether the guard closes them.</param>
internal readonly record struct GuardConnections(NpgsqlDataSource Source, string Name, bool IsOwned) : IDisposable
{
    /// <summary>Closes them where they are the guard's.</summary>
    public void Dispose()
    {
        if (IsOwned)
        {
            Source.Dispose();
        }
    }
}
