using System.Globalization;

namespace PartyOrleans.Storage.Sqlite;

/// <summary>A SQLite file beside a store that several processes may write to: readable by its owner alone, its tables brought up to date when opened.</summary>
internal static class SqliteSideFile
{
    private const string VersionQuery = "SideFileVersion";

    /// <summary>Opens the file for writing; makes it where there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="migrations">Names of the statements that make its tables, in order; later versions of a file append to them.</param>
    /// <param name="options">How it is written.</param>
    /// <exception cref="StoreException">It cannot be opened, or is newer than the program.</exception>
    public static SqliteSession Open(string path, ReadOnlySpan<string> migrations, SqliteStoreOptions options)
    {
        Make(path);
        var session = new SqliteSession(path, writable: true, options);
        try
        {
            session.Run("BEGIN IMMEDIATE");
            int version = Version(session, path, migrations.Length);
            for (int i = version; i < migrations.Length; i++)
            {
                session.Run(SqlText.Sqlite.Statements[migrations[i]]);
                session.Run(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {i + 1}"));
            }

            session.Run("COMMIT");
            return session;
        }
        catch
        {
            session.Rollback();
            session.Dispose();
            throw;
        }
    }

    /// <summary>Opens the file to read; null where there is none.</summary>
    /// <exception cref="StoreException">It cannot be opened, or its version is not the program's.</exception>
    public static SqliteSession? OpenToRead(string path, int version, SqliteStoreOptions options)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var session = new SqliteSession(path, writable: false, options);
        try
        {
            int found = Version(session, path, version);
            return found == version
                ? session
                : throw new StoreException(string.Create(CultureInfo.InvariantCulture, $"{path} has version {found}, this program reads {version}: open it once for writing."), isTransient: false);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static int Version(SqliteSession session, string path, int known)
    {
        SqliteStatement query = session.Statement(VersionQuery);
        query.Step();
        int version = (int)query.Long(0);
        query.Reset();
        return version <= known
            ? version
            : throw new StoreException(string.Create(CultureInfo.InvariantCulture, $"{path} has version {version}, this program knows up to {known}: use a newer program."), isTransient: false);
    }

    private static void Make(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            new FileStream(path, options).Dispose();
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"{path} cannot be made: check that its folder exists and may be written.", isTransient: false, failed);
        }
    }
}
