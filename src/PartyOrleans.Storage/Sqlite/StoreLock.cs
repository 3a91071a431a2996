using System.Globalization;
using System.Text;

namespace PartyOrleans.Storage.Sqlite;

/// <summary>
/// The right to own a store: an operating-system lock on a file beside it, which names the owner's process and vanishes with it,
/// however it ends. The file itself stays; only the lock counts.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="StoreException">Another hub has it, or the file cannot be made.</exception>
    public static StoreLock Take(string storePath)
    {
        string path = storePath + ".lock";
        FileStream file;
        try
        {
            // On Unix only None takes an exclusive lock; on Windows Read still lets a refused hub read the owner's number.
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new StoreException($"Store {storePath}: {path} cannot be written: check the permissions of the folder.", isTransient: false, denied);
        }
        catch (DirectoryNotFoundException missing)
        {
            throw new StoreException($"Store {storePath}: its folder does not exist: make it, or name another file.", isTransient: false, missing);
        }
        catch (IOException held)
        {
            throw new StoreException(
                $"Store {storePath} is in use by another hub (pid {ReadOwner(path)}): stop that one, or open another store.", isTransient: true, held);
        }

        file.SetLength(0);
        file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        file.Flush();
        return new StoreLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static string ReadOwner(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file, Encoding.ASCII);
            string owner = reader.ReadToEnd();
            return owner.Length == 0 ? "unknown" : owner;
        }
        catch (IOException)
        {
            return "unknown";
        }
    }
}
