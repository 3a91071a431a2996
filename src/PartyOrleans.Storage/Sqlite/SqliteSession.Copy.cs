using SQLitePCL;

namespace PartyOrleans.Storage.Sqlite;

/// <content>Copies of a file that others may be writing.</content>
internal sealed partial class SqliteSession
{
    /// <summary>Pages between two looks at whether to stop: 32 MiB.</summary>
    private const int PagesAtOnce = 4096;

    /// <summary>
    /// Copies one state of the file into a new one: that of the transaction which is open here, or of the moment. Who writes the file goes on meanwhile.
    /// </summary>
    /// <param name="path">The new file; only its owner may read it. The caller has it on the disk.</param>
    /// <param name="cancellationToken">Stops; the new file is to be removed then.</param>
    /// <exception cref="StoreException">The file cannot be read, or the new one not written.</exception>
    public void CopyTo(string path, CancellationToken cancellationToken)
    {
        bool began = !InTransaction;
        if (began)
        {
            // With a state held by this connection, writes of others do not make the copy begin anew.
            Run("BEGIN");
            Statement("CountTables").Step();
            Statement("CountTables").Reset();
        }

        Backups.BackupFile.Create(path).Dispose();
        int code = raw.sqlite3_open_v2(path, out sqlite3 copy, raw.SQLITE_OPEN_NOMUTEX | raw.SQLITE_OPEN_READWRITE, null);
        using (copy)
        {
            CheckCopy(code, copy, path);
            // Flushed once at the end by the caller; a copy that breaks off is thrown away.
            CheckCopy(raw.sqlite3_exec(copy, "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF;"), copy, path);
            using sqlite3_backup backup = raw.sqlite3_backup_init(copy, "main", _handle, "main");
            if (backup.IsInvalid)
            {
                CheckCopy(raw.sqlite3_errcode(copy), copy, path);
            }

            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                code = raw.sqlite3_backup_step(backup, PagesAtOnce);
            }
            while (code == raw.SQLITE_OK);

            if (code != raw.SQLITE_DONE)
            {
                throw new StoreException($"Store {_path} cannot be copied to {path}: {raw.sqlite3_errstr(code).utf8_to_string()} (SQLite {code}): check the disks of both.", isTransient: false);
            }
        }

        if (began)
        {
            Rollback();
        }
    }

    private static void CheckCopy(int code, sqlite3 copy, string path)
    {
        if (code != raw.SQLITE_OK)
        {
            throw new StoreException($"{path} cannot be written: {raw.sqlite3_errmsg(copy).utf8_to_string()} (SQLite {code}): check the disk and the folder.", isTransient: false);
        }
    }
}
