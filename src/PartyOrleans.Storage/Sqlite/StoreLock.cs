using System.Globalization;

namespace PartyOrleans.Storage.Sqlite;

/// <summary>
/// The right to own a store: an operating-system lock on a file beside it, which vanishes with the owner's process, however that ends.
/// The file itself stays; only the lock counts. A second file names the owner, since nobody else can read the locked one.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int WindowsSharing = unchecked((int)0x80070020);

    private readonly FileStream _file;
    private readonly string _ownerPath;

    private StoreLock(FileStream file, string ownerPath) => (_file, _ownerPath) = (file, ownerPath);

    /// <summary>Takes the lock.</summary>
    /// <exception cref="StoreException">Another hub has it, or the file cannot be made.</exception>
    public static StoreLock Take(string storePath)
    {
        string path = storePath + ".lock";
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new StoreException($"Store {storePath}: {path} cannot be written: check the permissions of the folder.", isTransient: false, denied);
        }
        catch (DirectoryNotFoundException missing)
        {
            throw new StoreException($"Store {storePath}: its folder does not exist: make it, or name another file.", isTransient: false, missing);
        }
        catch (IOException held) when (held.HResult is LinuxWouldBlock or MacWouldBlock or WindowsSharing)
        {
            throw new StoreException(
                $"Store {storePath} is in use by another hub (pid {ReadOwner(storePath)}): stop that one, or open another store.", isTransient: true, held);
        }

        catch (IOException failed)
        {
            throw new StoreException($"Store {storePath}: {path} cannot be written: check the disk and the folder. ({failed.Message})", isTransient: false, failed);
        }

        try
        {
            File.WriteAllText(OwnerPath(storePath), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // The number only makes a refused hub's message better; the lock is taken.
        }

        return new StoreLock(file, OwnerPath(storePath));
    }

    public void Dispose()
    {
        File.Delete(_ownerPath);
        _file.Dispose();
    }

    private static string OwnerPath(string storePath) => storePath + ".owner";

    private static string ReadOwner(string storePath)
    {
        try
        {
            string owner = File.ReadAllText(OwnerPath(storePath));
            return owner.Length == 0 ? "unknown" : owner;
        }
        catch (IOException)
        {
            return "unknown";
        }
    }
}
