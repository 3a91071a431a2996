using System.Globalization;
using Npgsql;

namespace PartyOrleans.Storage.PostgreSql;

/// <summary>Brings a database's tables to the newest version this program knows; refuses a newer one.</summary>
internal static class PostgreSqlMigrations
{
    /// <summary>The newest version this program knows.</summary>
    public static int Known => SqlText.PostgreSql.Migrations[^1].Version;

    /// <summary>Applies what is missing, each migration in a transaction of its own; the caller holds the store's lock.</summary>
    /// <exception cref="StoreException">The store is newer than the program, or the schema holds tables that are not a hub's.</exception>
    public static async Task ApplyAsync(NpgsqlConnection connection, string store, TimeProvider time, CancellationToken cancellationToken)
    {
        int version = await FindAsync(connection, store, cancellationToken);
        if (version < Known)
        {
            await RequireRightAsync(connection, store, version, cancellationToken);
        }

        if (version == 0)
        {
            await connection.ExecuteAsync("AddExtensions", cancellationToken);
            await connection.ExecuteAsync("CreateSchemaVersion", cancellationToken);
        }

        foreach ((int number, string name, string text) in SqlText.PostgreSql.Migrations)
        {
            if (number <= version)
            {
                continue;
            }

            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using (var command = new NpgsqlCommand(text, connection))
            {
                await command.ExecuteNonQueryAsync(cancellationToken);
            }

            await connection.ExecuteAsync(
                "InsertSchemaVersion", cancellationToken, Parameter.Of(number), Parameter.Of(name), Parameter.Of(time.GetUtcNow().UtcTicks));
            await transaction.CommitAsync(cancellationToken);
        }
    }

    /// <summary>Makes sure that a store can be read as it is.</summary>
    /// <exception cref="StoreException">There is none, or it is older or newer than the program, or no store.</exception>
    public static async Task RequireAsync(NpgsqlConnection connection, string store, CancellationToken cancellationToken)
    {
        int version = await FindAsync(connection, store, cancellationToken);
        if (version == 0)
        {
            throw new StoreException($"Store {store} does not exist: check the name, or load something first.", isTransient: false);
        }

        if (version < Known)
        {
            throw new StoreException(string.Create(CultureInfo.InvariantCulture,
                $"Store {store} has schema version {version}, this program reads {Known}: open it once for writing to bring it up to date."), isTransient: false);
        }
    }

    /// <summary>Who does not own the tables cannot change them: told at once, and what to do.</summary>
    private static async Task RequireRightAsync(NpgsqlConnection connection, string store, int version, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand may = connection.Command("MayChangeTables");
        await using NpgsqlDataReader row = await may.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        if (!row.GetBoolean(1))
        {
            string state = version == 0 ? "holds no tables yet" : string.Create(CultureInfo.InvariantCulture, $"has schema version {version}, this program needs {Known}");
            throw new StoreException(
                $"Store {store} {state}, and the user {row.GetString(0)} may not change its tables: have their owner run 'party migrate --db ... --user {row.GetString(0)}' (in a cluster 'party silo migrate') first.",
                isTransient: false);
        }
    }

    /// <summary>The version of the tables; 0 where there are none.</summary>
    /// <exception cref="StoreException">The store is newer than the program, or the schema holds tables that are not a hub's.</exception>
    public static async Task<int> FindAsync(NpgsqlConnection connection, string store, CancellationToken cancellationToken)
    {
        if (await connection.NumberAsync("HasSchemaVersion", cancellationToken) == 0)
        {
            return await connection.NumberAsync("CountForeignTables", cancellationToken) == 0
                ? 0
                : throw new StoreException($"Store {store} holds tables that are not a hub's: name another database or schema.", isTransient: false);
        }

        int version = (int)await connection.NumberAsync("FindSchemaVersion", cancellationToken);
        return version <= Known
            ? version
            : throw new StoreException(string.Create(CultureInfo.InvariantCulture,
                $"Store {store} has schema version {version}, this program knows up to {Known}: use a newer program."), isTransient: false);
    }
}
