using System.Globalization;

namespace PartyOrleans.Storage.Sqlite;

/// <summary>Brings a store's tables to the newest version this program knows; refuses a newer one.</summary>
internal static class SchemaMigrations
{
    /// <summary>The newest version this program knows.</summary>
    public static int Known => SqlText.Sqlite.Migrations[^1].Version;

    /// <summary>Applies what is missing, each migration in a transaction of its own.</summary>
    /// <exception cref="StoreException">The store is newer than the program, or holds tables that are not a hub's.</exception>
    public static void Apply(SqliteSession session, string path, TimeProvider time)
    {
        int version = Find(session, path);
        if (version == 0)
        {
            session.Statement("CreateSchemaVersion").Execute();
        }

        foreach ((int number, string name, string text) in SqlText.Sqlite.Migrations)
        {
            if (number <= version)
            {
                continue;
            }

            session.Run("BEGIN IMMEDIATE");
            try
            {
                session.Run(text);
                SqliteStatement insert = session.Statement("InsertSchemaVersion");
                insert.Bind(1, number);
                insert.Bind(2, name);
                insert.Bind(3, time.GetUtcNow().UtcTicks);
                insert.Execute();
                session.Run("COMMIT");
            }
            catch
            {
                session.Rollback();
                throw;
            }
        }
    }

    /// <summary>Makes sure that a store can be read as it is.</summary>
    /// <exception cref="StoreException">It is older or newer than the program, or no store.</exception>
    public static void Require(SqliteSession session, string path)
    {
        int version = Find(session, path);
        if (version < Known)
        {
            throw new StoreException(string.Create(CultureInfo.InvariantCulture,
                $"Store {path} has schema version {version}, this program reads {Known}: open it once for writing to bring it up to date."), isTransient: false);
        }
    }

    private static int Find(SqliteSession session, string path)
    {
        if (Number(session, "HasSchemaVersion") == 0)
        {
            return Number(session, "CountForeignTables") == 0
                ? 0
                : throw new StoreException($"Store {path} holds tables that are not a hub's: name another file.", isTransient: false);
        }

        int version = Number(session, "FindSchemaVersion");
        return version <= Known
            ? version
            : throw new StoreException(string.Create(CultureInfo.InvariantCulture,
                $"Store {path} has schema version {version}, this program knows up to {Known}: use a newer program."), isTransient: false);
    }

    private static int Number(SqliteSession session, string statement)
    {
        SqliteStatement query = session.Statement(statement);
        query.Step();
        int number = (int)query.Long(0);
        query.Reset();
        return number;
    }
}
