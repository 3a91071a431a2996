using System.Globalization;
using System.Text;
using PartyOrleans.Storage.History;
using SQLitePCL;

namespace PartyOrleans.Storage.Sqlite;

/// <summary>One connection to the file with its prepared statements; used by one thread at a time.</summary>
internal sealed partial class SqliteSession : IStoredRowSource, IDisposable
{
    /// <summary>Larger pages make bulk loads faster, smaller ones single commits: at 8 KiB both are within a tenth of their best.</summary>
    private const int PageBytes = 8192;

    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);
    private readonly sqlite3 _handle;
    private readonly string _path;

    private readonly nint _address;
    private readonly int _busyMilliseconds;

    static SqliteSession()
    {
        Batteries_V2.Init();
        // Counting memory takes a lock at every allocation, which reading threads would wait for.
        raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    /// <summary>Opens the file.</summary>
    /// <exception cref="StoreException">It cannot be opened or is no database.</exception>
    public SqliteSession(string path, bool writable, SqliteStoreOptions options)
    {
        _path = path;
        int flags = raw.SQLITE_OPEN_NOMUTEX | (writable ? raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE : raw.SQLITE_OPEN_READONLY);
        int code = raw.sqlite3_open_v2(path, out _handle, flags, null);
        if (code != raw.SQLITE_OK)
        {
            StoreException failure = Failure(code);
            _handle.Dispose();
            throw failure;
        }

        _address = _handle.DangerousGetHandle();
        try
        {
            _busyMilliseconds = (int)Math.Clamp(options.BusyTimeout.TotalMilliseconds, 0, int.MaxValue);
            raw.sqlite3_busy_timeout(_handle, _busyMilliseconds);
            Run(string.Create(CultureInfo.InvariantCulture, $"PRAGMA mmap_size = {options.MapBytes}"));
            Run("PRAGMA temp_store = MEMORY");
            Run(string.Create(CultureInfo.InvariantCulture, $"PRAGMA cache_size = -{Math.Max(1L << 20, writable ? options.CacheBytes : 8L << 20) / 1024}"));
            if (writable)
            {
                Run(string.Create(CultureInfo.InvariantCulture, $"PRAGMA page_size = {PageBytes}"));
                Run("PRAGMA journal_mode = WAL");
                Run(options.Durability == Durability.Full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
                Run("PRAGMA wal_autocheckpoint = 0");
                Run("PRAGMA secure_delete = ON");
                if (options.MaxBytes > 0)
                {
                    Run(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {Math.Max(1, options.MaxBytes / PageBytes)}"));
                }
            }
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
    }

    /// <summary>Rows that the last statement changed.</summary>
    public int Changes => SqliteNative.Changes(_address);

    /// <summary>Makes the statement under way fail; the one call that another thread may make.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(_handle);

    /// <summary>Rows that all statements changed since the connection was opened, those of full-text tables' own tables included.</summary>
    public long TotalChanges => raw.sqlite3_total_changes(_handle);

    /// <summary>Whether a transaction is open.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    /// <summary>The prepared statement of a name in Sql/*.sql, ready to bind.</summary>
    public SqliteStatement Statement(string name)
    {
        if (!_statements.TryGetValue(name, out SqliteStatement? statement))
        {
            Check(raw.sqlite3_prepare_v3(_handle, Encoding.UTF8.GetBytes(SqlText.Sqlite.Statements[name]), raw.SQLITE_PREPARE_PERSISTENT, out sqlite3_stmt prepared));
            statement = new SqliteStatement(this, prepared);
            _statements.Add(name, statement);
        }

        return statement;
    }

    IStoredRows IStoredRowSource.Read(string statement) => Statement(statement);

    /// <summary>Runs SQL text as it is; rows are dropped.</summary>
    public void Run(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    /// <summary>Copies the write-ahead log into the file and empties it, as far as readers allow; waits for none of them.</summary>
    /// <returns>Whether all was copied and the log is empty.</returns>
    public bool Checkpoint()
    {
        raw.sqlite3_busy_timeout(_handle, 0);
        int code = raw.sqlite3_wal_checkpoint_v2(_handle, "main", raw.SQLITE_CHECKPOINT_TRUNCATE, out _, out _);
        raw.sqlite3_busy_timeout(_handle, _busyMilliseconds);
        if (code is not (raw.SQLITE_OK or raw.SQLITE_BUSY))
        {
            throw Failure(code);
        }

        return code == raw.SQLITE_OK;
    }

    /// <summary>Undoes what the open transaction did, where there is one.</summary>
    public void Rollback()
    {
        foreach (SqliteStatement statement in _statements.Values)
        {
            statement.Reset();
        }

        if (InTransaction)
        {
            raw.sqlite3_exec(_handle, "ROLLBACK");
        }
    }

    /// <summary>The exception for a result code, naming the file and what to do.</summary>
    public StoreException Failure(int code)
    {
        int extended = raw.sqlite3_extended_errcode(_handle);
        string text = raw.sqlite3_errmsg(_handle).utf8_to_string();
        string advice = (code & 0xFF) switch
        {
            raw.SQLITE_FULL => "The disk (or the store's MaxBytes) is full: free space, then try again; nothing of the change was kept.",
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "Another process holds a lock on it: try again once it is done.",
            raw.SQLITE_READONLY or raw.SQLITE_PERM => "It cannot be written: check the permissions of the file and its folder.",
            raw.SQLITE_CANTOPEN => "It cannot be opened: check that its folder exists and may be read and written.",
            raw.SQLITE_CORRUPT => "Its content is damaged: restore it from a backup, or load the sources again into a new one.",
            raw.SQLITE_NOTADB => "It is not a hub's store: name another file.",
            raw.SQLITE_IOERR => "The disk failed to read or write: check it, then open the store again.",
            _ => "SQLite refused a statement.",
        };
        bool transient = (code & 0xFF) is raw.SQLITE_FULL or raw.SQLITE_BUSY or raw.SQLITE_LOCKED;
        return new StoreException($"Store {_path}: {advice} (SQLite {extended}: {text})", transient);
    }

    public void Dispose()
    {
        foreach (SqliteStatement statement in _statements.Values)
        {
            statement.Dispose();
        }

        _handle.Dispose();
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw Failure(code);
        }
    }
}
