using System.Security.Cryptography;
using PartyOrleans.Storage.Audit;

namespace PartyOrleans.Storage.Sqlite;

/// <summary>
/// The audit log in a file beside the store, since a bulk load holds the store's writer for seconds and reads must not wait for it.
/// One thread writes: while it forces a commit to disk the next entries gather, so the number of commits follows the disk, not the callers.
/// Every commit looks up the end of the chain, so several processes may append.
/// </summary>
public sealed class SqliteAuditLog : IAuditLog
{
    /// <summary>Entries that may wait; with more the disk does not keep up, and callers are refused instead of waiting ever longer.</summary>
    private const int MostWaiting = 1 << 16;

    /// <summary>Entries of one commit.</summary>
    private const int MostPerCommit = 1 << 12;

    /// <summary>Bytes appended after which the write-ahead log is copied into the file; little, so that no entry waits long for it.</summary>
    private const long CheckpointBytes = 4L << 20;

    /// <summary>Entries looked at for one page, so that a rare filter does not hold a request for long.</summary>
    private const int MostScanned = 100_000;

    private const string Schema = "AuditSchema1";

    private static readonly SqliteStoreOptions Options = new() { CacheBytes = 4L << 20, MapBytes = 256L << 20 };

    private readonly string _path;
    private readonly SqliteSession _session;
    private readonly Thread _writer;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _arrived = new(0, 1);
    private List<Pending> _waiting = [];
    private List<Pending> _taken = [];
    private bool _isClosing;
    private long _sinceCheckpoint;

    private SqliteAuditLog(string path, SqliteSession session)
    {
        _path = path;
        _session = session;
        _writer = new Thread(Write) { IsBackground = true, Name = "audit log" };
        _writer.Start();
    }

    private readonly record struct Pending(byte[] Body, TaskCompletionSource Done);

    /// <summary>The log's file of a store's file.</summary>
    public static string PathOf(string storePath) => storePath + ".audit";

    /// <summary>Opens a log for appending; makes it where there is none.</summary>
    /// <exception cref="StoreException">The file cannot be opened or made.</exception>
    public static SqliteAuditLog Open(string path) => new(path, SqliteSideFile.Open(path, [Schema], Options));

    /// <summary>Reads entries of a log's file, newest first; none where there is no file. A process may append meanwhile.</summary>
    /// <exception cref="StoreException">The log cannot be read.</exception>
    public static AuditPage Read(string path, AuditQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNotEqual(query.Limit, Math.Clamp(query.Limit, 1, 1000));
        using SqliteSession? session = SqliteSideFile.OpenToRead(path, 1, Options);
        if (session is null)
        {
            return new AuditPage([], null);
        }

        var rows = new List<AuditRow>();
        SqliteStatement entries = session.Statement("AuditReadBack");
        entries.Bind(1, query.Before > 0 ? query.Before : long.MaxValue);
        entries.Bind(2, MostScanned);
        long last = 0;
        int scanned = 0;
        while (rows.Count < query.Limit && entries.Step())
        {
            scanned++;
            last = entries.Long(0);
            AuditEntry entry = Entry(entries);
            if (query.Holds(entry))
            {
                rows.Add(new AuditRow(last, entry, entries.Bytes(2).ToArray()));
            }
        }

        entries.Reset();
        return new AuditPage(rows, last > 1 && (rows.Count == query.Limit || scanned == MostScanned) ? last : null);
    }

    /// <summary>Checks every entry of a log's file against the chain; a process may append meanwhile.</summary>
    /// <exception cref="StoreException">The log cannot be read.</exception>
    public static AuditProof Verify(string path, CancellationToken cancellationToken)
    {
        using SqliteSession? session = SqliteSideFile.OpenToRead(path, 1, Options);
        byte[] head = new byte[SHA256.HashSizeInBytes];
        long sequence = 0;
        if (session is null)
        {
            return new AuditProof(0, Convert.ToHexStringLower(head), null);
        }

        SqliteStatement entries = session.Statement("AuditReadOn");
        entries.Bind(1, long.MinValue);
        entries.Bind(2, long.MaxValue);
        while (entries.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            byte[] hash = AuditEntryJson.Hash(head, sequence + 1, entries.Bytes(1));
            if (entries.Long(0) != sequence + 1 || !entries.Bytes(2).SequenceEqual(hash))
            {
                entries.Reset();
                return new AuditProof(sequence, Convert.ToHexStringLower(head), sequence + 1);
            }

            head = hash;
            sequence++;
        }

        return new AuditProof(sequence, Convert.ToHexStringLower(head), null);
    }

    /// <inheritdoc />
    public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var pending = new Pending(AuditEntryJson.Write(entry), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosing, this);
            if (_waiting.Count >= MostWaiting)
            {
                throw new StoreException($"Audit log {_path}: {MostWaiting} entries wait for the disk: try again once it keeps up.", isTransient: true);
            }

            _waiting.Add(pending);
            if (_waiting.Count == 1)
            {
                _arrived.Release();
            }
        }

        return pending.Done.Task;
    }

    /// <inheritdoc />
    public Task<AuditPage> ReadAsync(AuditQuery query, CancellationToken cancellationToken) =>
        Task.Run(() => Read(_path, query), cancellationToken);

    /// <inheritdoc />
    public Task<AuditProof> VerifyAsync(CancellationToken cancellationToken) =>
        Task.Run(() => Verify(_path, cancellationToken), cancellationToken);

    /// <summary>Writes what waits, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isClosing)
            {
                return;
            }

            _isClosing = true;
            if (_waiting.Count == 0)
            {
                _arrived.Release();
            }
        }

        await Task.Run(_writer.Join).ConfigureAwait(false);
        _session.Dispose();
        _arrived.Dispose();
    }

    private static AuditEntry Entry(SqliteStatement row)
    {
        try
        {
            return AuditEntryJson.Read(row.Bytes(1));
        }
        catch (InvalidDataException altered)
        {
            throw new StoreException(altered.Message + " Verify the log.", isTransient: false, altered);
        }
    }

    private void Write()
    {
        while (true)
        {
            _arrived.Wait();
            bool isLast;
            lock (_gate)
            {
                (_waiting, _taken) = (_taken, _waiting);
                isLast = _isClosing;
            }

            for (int from = 0; from < _taken.Count; from += MostPerCommit)
            {
                Commit(_taken.GetRange(from, Math.Min(MostPerCommit, _taken.Count - from)));
            }

            _taken.Clear();
            if (isLast)
            {
                return;
            }
        }
    }

    /// <summary>Writes entries in one transaction: all are durable then, or none is there and their callers learn why.</summary>
    private void Commit(List<Pending> entries)
    {
        try
        {
            _session.Run("BEGIN IMMEDIATE");
            (long sequence, byte[] hash) = Head();
            SqliteStatement insert = _session.Statement("AuditInsert");
            foreach (Pending entry in entries)
            {
                hash = AuditEntryJson.Hash(hash, ++sequence, entry.Body);
                insert.Bind(1, sequence);
                insert.BindBlob(2, entry.Body);
                insert.BindBlob(3, hash);
                insert.Execute();
                _sinceCheckpoint += entry.Body.Length;
            }

            _session.Run("COMMIT");
        }
        catch (Exception failed)
        {
            Rollback();
            StoreException told = failed as StoreException ?? new StoreException($"Audit log {_path}: an entry could not be written.", isTransient: false, failed);
            foreach (Pending entry in entries)
            {
                entry.Done.SetException(told);
            }

            return;
        }

        foreach (Pending entry in entries)
        {
            entry.Done.SetResult();
        }

        Checkpoint();
    }

    private (long Sequence, byte[] Hash) Head()
    {
        SqliteStatement head = _session.Statement("AuditHead");
        if (!head.Step())
        {
            return (0, new byte[SHA256.HashSizeInBytes]);
        }

        (long, byte[]) end = (head.Long(0), head.Bytes(1).ToArray());
        head.Reset();
        return end;
    }

    private void Rollback()
    {
        try
        {
            _session.Rollback();
        }
        catch (StoreException)
        {
            // The next commit finds the file as broken as this one did, and says so to its callers.
        }
    }

    private void Checkpoint()
    {
        if (_sinceCheckpoint < CheckpointBytes)
        {
            return;
        }

        try
        {
            _session.Checkpoint();
            _sinceCheckpoint = 0;
        }
        catch (StoreException)
        {
            // What was acknowledged is durable in the write-ahead log; the next commit tries again.
        }
    }
}
