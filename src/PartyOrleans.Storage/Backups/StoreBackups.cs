using PartyOrleans.Storage.PostgreSql;
using PartyOrleans.Storage.Sqlite;

namespace PartyOrleans.Storage.Backups;

/// <summary>
/// Backups of a store and all that lies beside it but its key file: one state of the store, taken while a hub may be serving, in a folder with
/// a manifest. What is sealed in the store is sealed in the backup.
/// </summary>
public static class StoreBackups
{
    /// <summary>Takes a backup.</summary>
    /// <param name="location">The store, as <see cref="PartyStores"/> names it; the hub that owns it may go on writing.</param>
    /// <param name="folder">The folder to make; it must not be there, or be empty.</param>
    /// <param name="time">Clock of the manifest.</param>
    /// <param name="cancellationToken">Stops; no folder is left.</param>
    /// <exception cref="StoreException">The store cannot be read, the folder cannot be made, or a program of PostgreSQL is missing or fails.</exception>
    public static async Task<BackupManifest> TakeAsync(string location, string folder, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(location);
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(time);
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
        {
            throw new StoreException($"{folder} holds something already: name a new folder for each backup.", isTransient: false);
        }

        string partial = target + ".partial";
        try
        {
            MakeFolder(partial);
            BackupManifest manifest = PartyStores.IsServer(location)
                ? await PostgreSqlBackup.TakeAsync(location, partial, time.GetUtcNow(), cancellationToken)
                : await SqliteBackup.TakeAsync(location, partial, time.GetUtcNow(), cancellationToken);
            manifest.Write(partial);
            if (Directory.Exists(target))
            {
                Directory.Delete(target);
            }

            Directory.Move(partial, target);
            return manifest;
        }
        catch (Exception failure)
        {
            Remove(partial);
            if (failure is IOException or UnauthorizedAccessException)
            {
                throw new StoreException($"The backup in {folder} cannot be written: {failure.Message}", isTransient: false, failure);
            }

            throw;
        }
    }

    /// <summary>Holds the files of a backup against its manifest.</summary>
    /// <returns>What is wrong, sorted by file; empty where the files are what was written.</returns>
    /// <exception cref="StoreException">The folder holds no backup, or its files cannot be read.</exception>
    public static async Task<IReadOnlyList<string>> FindFaultsAsync(string folder, CancellationToken cancellationToken)
    {
        BackupManifest manifest = BackupManifest.Read(folder);
        var faults = new List<string>();
        if (manifest.Files.Count(file => file.Holds == SqliteBackup.Store) != 1)
        {
            faults.Add($"{BackupManifest.FileName} names no file with the store");
        }

        try
        {
            foreach (BackupFile file in manifest.Files)
            {
                if (await file.FaultAsync(folder, cancellationToken) is { } fault)
                {
                    faults.Add(fault);
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The backup in {folder} cannot be read: {failure.Message}", isTransient: false, failure);
        }

        return faults;
    }

    /// <summary>Makes a store of a backup whose files were found to be what was written. The key file is to be put beside it by the caller.</summary>
    /// <param name="folder">The backup.</param>
    /// <param name="location">The new store: a file that is not there, or a database whose schema holds no tables.</param>
    /// <param name="cancellationToken">Stops; nothing is left of the new store.</param>
    /// <exception cref="StoreException">There is a store already, or it is of the other kind, or cannot be written.</exception>
    public static async Task RestoreAsync(string folder, string location, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(location);
        BackupManifest manifest = BackupManifest.Read(folder);
        bool isServer = PartyStores.IsServer(location);
        if (isServer != (manifest.Store == PostgreSqlBackup.Kind))
        {
            throw new StoreException($"{folder} is a backup of a {manifest.Store} store, {PartyStores.Describe(location)} is of the other kind: restore it into one of its own kind.", isTransient: false);
        }

        try
        {
            await (isServer
                ? PostgreSqlBackup.RestoreAsync(folder, manifest, location, cancellationToken)
                : SqliteBackup.RestoreAsync(folder, manifest, location, cancellationToken));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"{PartyStores.Describe(location)} cannot be restored from {folder}: {failure.Message}", isTransient: false, failure);
        }
    }

    /// <summary>The damage that the database engine finds in a store that was restored from a backup, sorted by file; a PostgreSQL server checks
    /// what it restores while it does.</summary>
    public static async Task<IReadOnlyList<string>> FindDamageAsync(BackupManifest manifest, string location, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return PartyStores.IsServer(location) ? [] : await SqliteBackup.FindDamageAsync(manifest, location, cancellationToken);
    }

    private static void MakeFolder(string path)
    {
        Remove(path); // what an interrupted backup left
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
