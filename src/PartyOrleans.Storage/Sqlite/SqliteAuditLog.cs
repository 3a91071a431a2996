using PartyOrleans.Storage.Audit;

namespace PartyOrleans.Storage.Sqlite;

/// <summary>
/// The audit log in a file beside the store, since a bulk load holds the store's writer for seconds and reads must not wait for it.
/// Every commit looks up the end of the chain, so several processes may append.
/// </summary>
public sealed class SqliteAuditLog : GroupedAuditLog
{
    /// <summary>Bytes appended after which the write-ahead log is copied into the file; little, so that no entry waits long for it.</summary>
    private const long CheckpointBytes = 4L << 20;

    private const string Schema = "AuditSchema1";

    private static readonly SqliteStoreOptions Options = new() { CacheBytes = 4L << 20, MapBytes = 256L << 20 };

    private readonly SqliteSession _session;
    private long _sinceCheckpoint;

    private SqliteAuditLog(string path, SqliteSession session)
        : base(path) => _session = session;

    /// <summary>The log's file of a store's file.</summary>
    public static string PathOf(string storePath) => storePath + ".audit";

    /// <summary>Opens a log for appending; makes it where there is none.</summary>
    /// <exception cref="StoreException">The file cannot be opened or made.</exception>
    public static SqliteAuditLog Open(string path) => new(path, SqliteSideFile.Open(path, [Schema], Options));

    /// <summary>Reads entries of a log's file, newest first; none where there is no file. A process may append meanwhile.</summary>
    /// <exception cref="StoreException">The log cannot be read.</exception>
    public static AuditPage Read(string path, AuditQuery query)
    {
        var pager = new AuditPager(query);
        using SqliteSession? session = SqliteSideFile.OpenToRead(path, 1, Options);
        if (session is null)
        {
            return pager.Page;
        }

        SqliteStatement entries = session.Statement("AuditReadBack");
        entries.Bind(1, pager.Before);
        entries.Bind(2, AuditPager.MostScanned);
        while (!pager.IsFull && entries.Step())
        {
            pager.Add(entries.Long(0), entries.Bytes(1), entries.Bytes(2));
        }

        entries.Reset();
        return pager.Page;
    }

    /// <summary>Checks every entry of a log's file against the chain; a process may append meanwhile.</summary>
    /// <exception cref="StoreException">The log cannot be read.</exception>
    public static AuditProof Verify(string path, CancellationToken cancellationToken)
    {
        var chain = new AuditChain();
        using SqliteSession? session = SqliteSideFile.OpenToRead(path, 1, Options);
        if (session is null)
        {
            return chain.Proof;
        }

        SqliteStatement entries = session.Statement("AuditReadOn");
        entries.Bind(1, long.MinValue);
        entries.Bind(2, long.MaxValue);
        while (entries.Step() && chain.Add(entries.Long(0), entries.Bytes(1), entries.Bytes(2)))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        entries.Reset();
        return chain.Proof;
    }

    /// <inheritdoc />
    public override Task<AuditPage> ReadAsync(AuditQuery query, CancellationToken cancellationToken) =>
        Task.Run(() => Read(Name, query), cancellationToken);

    /// <inheritdoc />
    public override Task<AuditProof> VerifyAsync(CancellationToken cancellationToken) =>
        Task.Run(() => Verify(Name, cancellationToken), cancellationToken);

    private protected override void Commit(IReadOnlyList<byte[]> bodies)
    {
        try
        {
            _session.Run("BEGIN IMMEDIATE");
            (long sequence, byte[] hash) = Head();
            (long[] sequences, byte[][] hashes) = Continue(sequence, hash, bodies);
            SqliteStatement insert = _session.Statement("AuditInsert");
            for (int i = 0; i < bodies.Count; i++)
            {
                insert.Bind(1, sequences[i]);
                insert.BindBlob(2, bodies[i]);
                insert.BindBlob(3, hashes[i]);
                insert.Execute();
                _sinceCheckpoint += bodies[i].Length;
            }

            _session.Run("COMMIT");
        }
        catch
        {
            _session.Rollback();
            throw;
        }

        Checkpoint();
    }

    private protected override void Close() => _session.Dispose();

    private (long Sequence, byte[] Hash) Head()
    {
        SqliteStatement head = _session.Statement("AuditHead");
        if (!head.Step())
        {
            return (0, NoHash());
        }

        (long, byte[]) end = (head.Long(0), head.Bytes(1).ToArray());
        head.Reset();
        return end;
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
            // What was committed is durable in the write-ahead log; the next commit tries again.
        }
    }
}
