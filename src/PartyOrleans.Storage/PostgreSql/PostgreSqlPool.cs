using System.Globalization;
using Npgsql;
using PartyOrleans.Storage.Search;

namespace PartyOrleans.Storage.PostgreSql;

/// <summary>Makes the connections to a database that a process shares among its stores, its guards and whatever else it keeps there.</summary>
public static class PostgreSqlPool
{
    /// <summary>Opens a pool; nothing is connected yet.</summary>
    /// <param name="location">A connection string (<c>Host=...;Database=...</c>) or an address (<c>postgres://user:password@host:port/database</c>).</param>
    /// <param name="connections">Greatest number of connections in use at once, at least 2; who finds none free waits for one.</param>
    /// <param name="purpose">What the server calls its connections, such as <c>party-hub silo</c>.</param>
    /// <exception cref="StoreException">The text cannot be understood; the message does not repeat it.</exception>
    public static NpgsqlDataSource Open(string location, int connections, string purpose)
    {
        ArgumentNullException.ThrowIfNull(location);
        ArgumentOutOfRangeException.ThrowIfLessThan(connections, 2);
        return Open(PostgreSqlLocation.Parse(location), connections, purpose);
    }

    /// <summary>Opens a pool of connections with settings, which are changed to what stores need.</summary>
    internal static NpgsqlDataSource Open(NpgsqlConnectionStringBuilder settings, int connections, string purpose)
    {
        if (!string.IsNullOrEmpty(settings.SearchPath))
        {
            settings.SearchPath += ",public"; // where extensions lie
        }

        settings.MaxPoolSize = connections;
        settings.ApplicationName ??= string.Create(CultureInfo.InvariantCulture, $"{purpose} pid {Environment.ProcessId}");
        settings.MaxAutoPrepare = Math.Max(settings.MaxAutoPrepare, 100);
        settings.AutoPrepareMinUsages = 2;

        // All statements find rows by index and by arrays of any length: plans made for the general case are right for all of them.
        // Words alike share at least this part of their trigrams.
        settings.Options = string.Create(
            CultureInfo.InvariantCulture,
            $"{settings.Options} -c plan_cache_mode=force_generic_plan -c jit=off -c pg_trgm.similarity_threshold={WordGrams.LeastShare}").Trim();
        return StoreSecrets.Build(settings);
    }
}
