using PartyOrleans.Storage.Sqlite;

namespace PartyOrleans.Storage.Backups;

/// <summary>Backups of a SQLite store and the files beside it.</summary>
/// <remarks>
/// Cursors and keys are copied before the store, the audit log after it: what was sent to a sink since is sent again rather than left out, and
/// every commit of the store whose answer had left is in the log.
/// </remarks>
internal static class SqliteBackup
{
    /// <summary>The kind of store as manifests name it.</summary>
    public const string Kind = "sqlite";

    /// <summary>What the file with the store holds, as manifests name it.</summary>
    public const string Store = "store";

    private const string StoreName = "store.db";

    private static readonly SqliteStoreOptions Options = new() { CacheBytes = 16L << 20, MapBytes = 0, BusyTimeout = TimeSpan.FromSeconds(30) };

    private static readonly (string Holds, Func<string, string> PathOf)[] Before =
        [("access", SqliteAccessStore.PathOf), ("operations", SqliteOperationsStore.PathOf)];

    private static readonly (string Holds, Func<string, string> PathOf)[] After = [("audit", SqliteAuditLog.PathOf)];

    /// <summary>Copies the store and what lies beside it.</summary>
    public static Task<BackupManifest> TakeAsync(string location, string folder, DateTimeOffset at, CancellationToken cancellationToken) => Task.Run(async () =>
    {
        string path = SqlitePartyStore.Resolve(location);
        if (!File.Exists(path))
        {
            throw new StoreException($"Store {location} does not exist: check the name.", isTransient: false);
        }

        var copied = new List<(string Name, string Holds)>();
        CopyBeside(Before);
        BackupManifest manifest;
        using (var session = new SqliteSession(path, writable: false, Options))
        {
            session.Run("BEGIN");
            SchemaMigrations.Require(session, path);
            manifest = Describe(session, at);
            session.CopyTo(Path.Combine(folder, StoreName), cancellationToken);
            session.Rollback();
        }

        copied.Add((StoreName, Store));
        CopyBeside(After);
        var files = new List<BackupFile>();
        foreach ((string name, string holds) in copied.OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            files.Add(await BackupFile.OfAsync(folder, name, holds, cancellationToken));
        }

        return manifest with { Files = files };

        void CopyBeside((string Holds, Func<string, string> PathOf)[] kinds)
        {
            foreach ((string holds, Func<string, string> pathOf) in kinds)
            {
                if (File.Exists(pathOf(path)))
                {
                    using var session = new SqliteSession(pathOf(path), writable: false, Options);
                    session.CopyTo(Path.Combine(folder, pathOf(StoreName)), cancellationToken);
                    copied.Add((pathOf(StoreName), holds));
                }
            }
        }
    }, cancellationToken);

    /// <summary>Puts the files in place, the store last, so that a store without what belongs beside it is never there.</summary>
    public static async Task RestoreAsync(string folder, BackupManifest manifest, string location, CancellationToken cancellationToken)
    {
        string path = SqlitePartyStore.Resolve(location);
        using StoreLock owner = StoreLock.Take(path);
        string[] targets = [.. manifest.Files.Select(file => Target(file, path))];
        if (targets.Append(path + "-wal").FirstOrDefault(File.Exists) is { } there)
        {
            throw new StoreException($"{there} is there already: move what is left of the old store away, or name another file.", isTransient: false);
        }

        var made = new List<string>();
        try
        {
            foreach (BackupFile file in manifest.Files.OrderBy(file => file.Holds == Store))
            {
                string target = Target(file, path);
                made.Add(target);
                await file.CopyToAsync(folder, target, cancellationToken);
            }
        }
        catch
        {
            made.ForEach(File.Delete);
            throw;
        }
    }

    /// <summary>The damage that SQLite finds in the files of a restored store, each with the file's path.</summary>
    public static Task<IReadOnlyList<string>> FindDamageAsync(BackupManifest manifest, string path, CancellationToken cancellationToken) => Task.Run<IReadOnlyList<string>>(
        () =>
        {
            var found = new List<string>();
            foreach (BackupFile file in manifest.Files)
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    using var session = new SqliteSession(Target(file, path), writable: false, Options);
                    using CancellationTokenRegistration stop = cancellationToken.Register(session.Interrupt);
                    SqliteStatement check = session.Statement("CheckIntegrity");
                    while (check.Step())
                    {
                        if (check.Text(0) is var line and not "ok")
                        {
                            found.Add($"{file.Name}: {line}");
                        }
                    }
                }
                catch (StoreException damaged)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    found.Add($"{file.Name}: {damaged.Message}");
                }
            }

            return found;
        },
        cancellationToken);

    private static string Target(BackupFile file, string path) => path + file.Name[StoreName.Length..];

    private static BackupManifest Describe(SqliteSession session, DateTimeOffset at)
    {
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        SqliteStatement read = session.Statement("ReadKeys");
        while (read.Step())
        {
            keys.Add(read.Text(2));
        }

        SqliteStatement head = session.Statement("FindHead");
        string hex = head.Step() ? Convert.ToHexStringLower(head.Bytes(0)) : "";
        head.Reset();
        SqliteStatement commit = session.Statement("FindLastCommit");
        commit.Step();
        long last = commit.Long(0);
        commit.Reset();
        SqliteStatement count = session.Statement("Count");
        count.Step();
        var counts = new StoreCounts(count.Long(0), count.Long(1), count.Long(2), count.Long(3), count.Long(4), count.Long(5));
        count.Reset();
        return new BackupManifest
        {
            Store = Kind, SchemaVersion = SchemaMigrations.Known, CreatedAt = at, Commit = last, Head = hex, Counts = counts, KeysWrappedBy = [.. keys], Files = [],
        };
    }
}
