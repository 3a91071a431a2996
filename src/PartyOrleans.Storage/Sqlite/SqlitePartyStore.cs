using System.Collections.Concurrent;
using PartyOrleans.Model;
using PartyOrleans.Storage.History;
using PartyOrleans.Storage.Rows;
using PartyOrleans.Storage.Search;

namespace PartyOrleans.Storage.Sqlite;

/// <summary>
/// A hub's store in one SQLite file. Commits are serialised on one connection; reads run beside them, each on a snapshot of its own.
/// The write-ahead log makes a commit one sequential write; what it then survives is <see cref="SqliteStoreOptions.Durability"/>.
/// </summary>
public sealed partial class SqlitePartyStore : IPartyStore
{
    private const int IdleReaders = 8;
    private const int LongChange = 500;

    /// <summary>After so long a log that a read held is tried again, though it has not grown.</summary>
    private static readonly TimeSpan CopyPause = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly SqliteStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly StoreLock? _lock;
    private readonly SqliteSession? _writer;
    private readonly SymbolTable _symbols = new();
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConcurrentBag<SqliteSession> _readers = [];
    private LastIds _last;
    private byte[] _fingerprint = [];
    private bool _copyAsked;
    private bool _copyDue;
    private long _copyFromBytes;
    private long _copyTriedAt;
    private bool _disposed;

    private SqlitePartyStore(string path, SqliteStoreOptions options, TimeProvider time, StoreLock? owner, SqliteSession? writer)
    {
        _path = path;
        _options = options;
        _time = time;
        _lock = owner;
        _writer = writer;
    }

    /// <summary>Opens a store as its only owner, making it where the file does not exist.</summary>
    /// <param name="path">The file; <c>-wal</c>, <c>-shm</c>, <c>.lock</c> and <c>.owner</c> files appear beside it.</param>
    /// <param name="options">Use of disk and memory.</param>
    /// <param name="time">Clock for commit times.</param>
    /// <param name="cancellationToken">Stops before anything is opened.</param>
    /// <exception cref="StoreException">Another hub owns it, or it is damaged, newer than this program, or no store.</exception>
    public static Task<SqlitePartyStore> OpenAsync(
        string path, SqliteStoreOptions options, TimeProvider time, CancellationToken cancellationToken) => Task.Run(async () =>
    {
        string target = Resolve(path);
        StoreLock owner = StoreLock.Take(target);
        SqliteSession? writer = null;
        try
        {
            writer = new SqliteSession(target, writable: true, options);
            SchemaMigrations.Apply(writer, target, time);
            var store = new SqlitePartyStore(target, options, time, owner, writer);
            await store.OpenKeysAsync(writer, cancellationToken);
            store.ReadState(writer);
            store.OpenSearch(writer);
            store._copyDue = !TryCheckpoint(writer);
            return store;
        }
        catch
        {
            writer?.Dispose();
            owner.Dispose();
            throw;
        }
    }, cancellationToken);

    /// <summary>Opens an existing store for looking only; an owner may work on it at the same time, and what it commits is then seen.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Use of disk and memory.</param>
    /// <param name="cancellationToken">Stops before anything is opened.</param>
    /// <exception cref="StoreException">There is none, or it is damaged, of another schema version, or no store.</exception>
    public static Task<SqlitePartyStore> OpenReadOnlyAsync(string path, SqliteStoreOptions options, CancellationToken cancellationToken) => Task.Run(async () =>
    {
        string target = Resolve(path);
        if (!File.Exists(target))
        {
            throw new StoreException($"Store {target} does not exist: check the name, or load something first.", isTransient: false);
        }

        var store = new SqlitePartyStore(target, options, TimeProvider.System, owner: null, writer: null);
        var reader = new SqliteSession(target, writable: false, options);
        store._readers.Add(reader);
        try
        {
            SchemaMigrations.Require(reader, target);
            await store.OpenKeysAsync(reader, cancellationToken);
            store.ReadState(reader);
            return store;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }, cancellationToken);

    /// <inheritdoc />
    public async Task<long> CommitAsync(HubChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        long commit = 0;
        await WriteAsync(
            async writer =>
            {
                await CommitAsync(writer, change, cancellationToken);
                commit = _last.Commit;
            },
            cancellationToken);
        return commit;
    }

    /// <summary>Copies the write-ahead log into the file now, whatever its length, as far as readers allow.</summary>
    /// <returns>Whether the log is empty.</returns>
    /// <exception cref="StoreException">The disk failed.</exception>
    public async Task<bool> CheckpointAsync(CancellationToken cancellationToken)
    {
        bool empty = false;
        await WriteAsync(writer => empty = writer.Checkpoint(), cancellationToken);
        return empty;
    }

    /// <inheritdoc />
    public Task SettleAsync(CancellationToken cancellationToken) => WriteAsync(static _ => { }, cancellationToken);

    /// <summary>Closes the store and gives up its ownership; waits for a commit under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            while (_readers.TryTake(out SqliteSession? reader))
            {
                reader.Dispose();
            }

            _writer?.Dispose();
            _lock?.Dispose();
        }
        finally
        {
            _gate.Release();
        }
    }

    internal static string Resolve(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            return File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        }
        catch (IOException)
        {
            return full;
        }
    }

    private async Task CommitAsync(SqliteSession writer, HubChange change, CancellationToken cancellationToken)
    {
        RequireNotErased(change);
        if (change.Activated is { } activated)
        {
            Sha256Of(activated.Json, activated.Sha256);
        }

        // Of a long change the fingerprint is computed while it is written; nearly always it is a new one.
        bool isLong = change.Upserted.Count + change.Golden.Count >= LongChange;
        byte[] fingerprint = isLong ? [] : _keys!.Blind(ChangeFingerprint.Of(change));
        if (fingerprint.AsSpan().SequenceEqual(_fingerprint) && !isLong)
        {
            return;
        }

        Task<byte[]> computed = isLong ? Task.Run(() => _keys!.Blind(ChangeFingerprint.Of(change)), CancellationToken.None) : Task.FromResult(fingerprint);
        SymbolTable.Snapshot symbols = _symbols.Current;
        try
        {
            writer.Run("BEGIN IMMEDIATE");
            var effects = new SqliteChangeWriter(writer, _symbols, _keys!, _last, change, _options.Parallelism, cancellationToken);
            effects.WriteEffects();
            fingerprint = await computed;
            cancellationToken.ThrowIfCancellationRequested();
            if (fingerprint.AsSpan().SequenceEqual(_fingerprint))
            {
                writer.Rollback();
                _symbols.Restore(symbols);
                return;
            }

            DateTimeOffset at = _time.GetUtcNow();
            LastIds last = effects.WriteCommit(fingerprint, at);
            SearchState search = WriteSearch(writer, change, _last, last);
            if (change.Activated is { } bundle)
            {
                WriteActivation(writer, bundle.Sha256, bundle.Json, at);
            }

            bool erases = change.Erased.Count + change.Redacted.Count + change.Lifted.Count > 0;
            if (erases)
            {
                Erase(writer, change, new CommitInfo(last.Commit, at, change.Origin), cancellationToken);
            }

            writer.Run("COMMIT");
            _last = last;
            _search = search;
            _fingerprint = fingerprint;
            FollowReviews(change, writer);
            if (erases)
            {
                ReadSuppressed(writer);
                _copyDue = !TryCheckpoint(writer);
            }
        }
        catch
        {
            writer.Rollback();
            _symbols.Restore(symbols);
            throw;
        }
    }

    private void ReadState(SqliteSession session)
    {
        _last = SqliteChangeWriter.ReadLastIds(session);
        SqliteStatement find = session.Statement("FindFingerprint");
        find.Bind(1, _last.Commit);
        _fingerprint = find.Step() ? find.Bytes(0).ToArray() : [];
        find.Reset();
        _symbols.Restore(ReadSymbols(session));
        ReadCursorKey(session);
        ReadSuppressed(session);
    }

    private static SymbolTable.Snapshot ReadSymbols(SqliteSession session)
    {
        var names = new List<string>();
        SqliteStatement read = session.Statement("ReadSymbols");
        while (read.Step())
        {
            names.Add(read.Text(1));
        }

        return SymbolTable.Snapshot.Of(names);
    }

    private Task WriteAsync(Action<SqliteSession> write, CancellationToken cancellationToken) => WriteAsync(
        writer =>
        {
            write(writer);
            return Task.CompletedTask;
        },
        cancellationToken);

    private async Task WriteAsync(Func<SqliteSession, Task> write, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            SqliteSession writer = _writer
                ?? throw new StoreException($"Store {_path} is open for looking only: open it as its owner to write.", isTransient: false);
            await Task.Run(() => write(writer), cancellationToken);
            if (!_copyAsked && IsLogLong())
            {
                _copyAsked = true;
                _ = CopyLogAsync();
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>What an erasure overwrote must not stay in the log: it is emptied at once, or, where a reader holds it, after the next commits.</summary>
    private static bool TryCheckpoint(SqliteSession writer)
    {
        try
        {
            return writer.Checkpoint();
        }
        catch (StoreException)
        {
            return false;
        }
    }

    private bool IsLogLong()
    {
        var log = new FileInfo(_path + "-wal");
        return log.Exists && (_copyDue || (log.Length >= Math.Max(64 << 10, _options.CheckpointBytes)
            && (log.Length >= _copyFromBytes || _time.GetElapsedTime(_copyTriedAt) >= CopyPause)));
    }

    /// <summary>
    /// Copies a long write-ahead log into the file once its commit is acknowledged. It takes its turn among the writes, so that the log
    /// is emptied and does not grow without end under steady load.
    /// </summary>
    private async Task CopyLogAsync()
    {
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            _copyAsked = false;
            if (!_disposed)
            {
                // Where a long read keeps the log from being emptied, the next try waits until it has grown by as much again, or for a while: the read may have ended.
                bool empty = await Task.Run(() => _writer!.Checkpoint());
                _copyDue &= !empty;
                _copyTriedAt = _time.GetTimestamp();
                _copyFromBytes = empty ? 0 : new FileInfo(_path + "-wal").Length + _options.CheckpointBytes;
            }
        }
        catch (StoreException)
        {
            // Nothing is lost: the log keeps all of it, and the next commit asks again or reports what is wrong.
        }
        finally
        {
            _gate.Release();
        }
    }
}
