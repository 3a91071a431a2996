using System.Globalization;
using System.Reflection;
using Npgsql;
using PartyOrleans.Storage;

namespace PartyOrleans.Silo.Clustering;

/// <summary>
/// The tables in which Orleans keeps members, reminders and grain states, beside those of the store. They are brought up to date by whichever silo
/// starts first; others wait for it.
/// </summary>
internal static class ClusterTables
{
    private const string Prefix = "Migrations/";

    /// <summary>Holds off other silos for as long as a migration takes.</summary>
    private const string TakeTurn = "SELECT pg_advisory_xact_lock(hashtextextended('party hub cluster tables ' || current_schema(), 0))";

    private const string HasVersions = "SELECT to_regclass(format('%I.cluster_schema_version', current_schema())) IS NOT NULL";

    private const string MakeVersions = "CREATE TABLE IF NOT EXISTS cluster_schema_version (version integer PRIMARY KEY, name text NOT NULL, at timestamptz NOT NULL DEFAULT now())";

    /// <summary>Applies what is missing, in one transaction.</summary>
    /// <exception cref="StoreException">The tables are of a newer program, or the server refuses.</exception>
    public static async Task ApplyAsync(NpgsqlDataSource pool, CancellationToken cancellationToken)
    {
        try
        {
            await using NpgsqlConnection connection = await pool.OpenConnectionAsync(cancellationToken);
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
            await RunAsync(connection, TakeTurn, cancellationToken);
            (int Version, string Name, string Text)[] known = [.. Read()];
            bool isThere = (bool)(await RunAsync(connection, HasVersions, cancellationToken))!;
            int version = isThere ? (int)(await RunAsync(connection, "SELECT coalesce(max(version), 0) FROM cluster_schema_version", cancellationToken))! : 0;
            if (version > known[^1].Version)
            {
                throw new StoreException(
                    string.Create(CultureInfo.InvariantCulture, $"The cluster's tables have version {version}, this program knows up to {known[^1].Version}: use a newer program."), isTransient: false);
            }

            if (version == known[^1].Version)
            {
                return; // nothing to do, which a user who may change no tables can do, too
            }

            await RunAsync(connection, MakeVersions, cancellationToken);
            foreach ((int number, string name, string text) in known.Where(migration => migration.Version > version))
            {
                await RunAsync(connection, text, cancellationToken);
                await using var insert = new NpgsqlCommand("INSERT INTO cluster_schema_version (version, name) VALUES ($1, $2)", connection)
                {
                    Parameters = { new NpgsqlParameter<int> { TypedValue = number }, new NpgsqlParameter<string> { TypedValue = name } },
                };
                await insert.ExecuteNonQueryAsync(cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new StoreException($"The cluster's tables have to be changed, which this user may not: have their owner run 'party silo migrate --db ... --user NAME' first. ({failure.MessageText})", isTransient: false, failure);
        }
        catch (NpgsqlException failure)
        {
            throw new StoreException($"The cluster's tables could not be made: {failure.Message}", failure.IsTransient, failure);
        }
    }

    private static IEnumerable<(int Version, string Name, string Text)> Read() =>
        Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(resource =>
        {
            string name = resource[Prefix.Length..^".sql".Length];
            using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
            return (int.Parse(name.AsSpan(0, 4), provider: CultureInfo.InvariantCulture), name, reader.ReadToEnd());
        });

    /// <summary>Runs a text of one or several statements as it is: an @ in it belongs to the queries that it keeps.</summary>
    private static async Task<object?> RunAsync(NpgsqlConnection connection, string text, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(text, connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
