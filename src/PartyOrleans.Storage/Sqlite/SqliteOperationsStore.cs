namespace PartyOrleans.Storage.Sqlite;

/// <summary>Small documents in a file beside the store, so that keeping them never waits for the store's writer. Calls take turns.</summary>
public sealed class SqliteOperationsStore : IOperationsStore
{
    /// <summary>Little, since the file is small and its documents are overwritten again and again.</summary>
    private const int WritesPerCheckpoint = 256;

    private static readonly SqliteStoreOptions Options = new() { CacheBytes = 2L << 20, MapBytes = 0 };

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly SqliteSession _session;
    private int _writes;
    private bool _disposed;

    private SqliteOperationsStore(SqliteSession session) => _session = session;

    /// <summary>The file of a store's file.</summary>
    public static string PathOf(string storePath) => storePath + ".operations";

    /// <summary>Opens the file; makes it, readable by its owner alone, where there is none.</summary>
    /// <exception cref="StoreException">The file cannot be opened or made.</exception>
    public static SqliteOperationsStore Open(string path) => new(SqliteSideFile.Open(path, ["OperationsSchema1"], Options));

    /// <inheritdoc />
    public Task<OperationsDocument?> FindAsync(string area, string name, CancellationToken cancellationToken) => RunAsync(
        session =>
        {
            SqliteStatement find = session.Statement("OperationsFind");
            find.Bind(1, area);
            find.Bind(2, name);
            OperationsDocument? document = find.Step() ? At(find, area) : null;
            find.Reset();
            return document;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<OperationsDocument>> ReadAsync(string area, string after, int most, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<OperationsDocument>>(
            session =>
            {
                var documents = new List<OperationsDocument>();
                SqliteStatement read = session.Statement("OperationsRead");
                read.Bind(1, area);
                read.Bind(2, after);
                read.Bind(3, most);
                while (read.Step())
                {
                    documents.Add(At(read, area));
                }

                return documents;
            },
            cancellationToken);

    /// <inheritdoc />
    public async Task PutAsync(IReadOnlyList<OperationsDocument> documents, CancellationToken cancellationToken)
    {
        OperationsBounds.Check(documents);
        await RunAsync(
            session =>
            {
                session.Run("BEGIN IMMEDIATE");
                SqliteStatement put = session.Statement("OperationsPut");
                foreach (OperationsDocument document in documents)
                {
                    put.Bind(1, document.Area);
                    put.Bind(2, document.Name);
                    put.Bind(3, document.Json);
                    put.Bind(4, document.UpdatedAt.UtcTicks);
                    put.Execute();
                }

                session.Run("COMMIT");
                return Written(session);
            },
            cancellationToken);
    }

    /// <inheritdoc />
    public Task<bool> DeleteAsync(string area, string name, CancellationToken cancellationToken) => RunAsync(
        session =>
        {
            SqliteStatement delete = session.Statement("OperationsDelete");
            delete.Bind(1, area);
            delete.Bind(2, name);
            bool isGone = delete.Execute() > 0;
            Written(session);
            return isGone;
        },
        cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            if (!_disposed)
            {
                _disposed = true;
                _session.Dispose();
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private static OperationsDocument At(SqliteStatement row, string area) =>
        new(area, row.Text(0), row.Text(1), new DateTimeOffset(row.Long(2), TimeSpan.Zero));

    private bool Written(SqliteSession session) => ++_writes % WritesPerCheckpoint == 0 && session.Checkpoint();

    private async Task<T> RunAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return await Task.Run(() => RunAlone(work), cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    private T RunAlone<T>(Func<SqliteSession, T> work)
    {
        try
        {
            return work(_session);
        }
        catch
        {
            _session.Rollback();
            throw;
        }
    }
}
