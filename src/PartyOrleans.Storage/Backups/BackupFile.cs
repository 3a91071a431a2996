using System.Security.Cryptography;

namespace PartyOrleans.Storage.Backups;

/// <summary>One file of a backup.</summary>
/// <param name="Name">Its name in the backup's folder.</param>
/// <param name="Holds">What it holds: <c>store</c>, <c>audit</c>, <c>access</c>, <c>operations</c>.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">SHA-256 of its bytes, hexadecimal.</param>
public sealed record BackupFile(string Name, string Holds, long Bytes, string Sha256)
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Measures a file of a backup and has it on the disk.</summary>
    internal static async Task<BackupFile> OfAsync(string folder, string name, string holds, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(
            Path.Combine(folder, name), new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.ReadWrite, BufferSize = BufferBytes, Options = FileOptions.Asynchronous });
        file.Flush(flushToDisk: true);
        byte[] hash = await SHA256.HashDataAsync(file, cancellationToken);
        return new BackupFile(name, holds, file.Length, Convert.ToHexStringLower(hash));
    }

    /// <summary>What is wrong with the file in a backup's folder; null where it is what was written.</summary>
    internal async Task<string?> FaultAsync(string folder, CancellationToken cancellationToken)
    {
        if (Path.GetFileName(Name) != Name || Name.Length == 0)
        {
            return $"{BackupManifest.FileName} names a file outside of the backup";
        }

        var found = new FileInfo(Path.Combine(folder, Name));
        if (!found.Exists)
        {
            return $"{Name} is missing";
        }

        if (found.Length != Bytes)
        {
            return $"{Name} has {found.Length} bytes instead of {Bytes}";
        }

        await using var file = new FileStream(found.FullName, new FileStreamOptions { BufferSize = BufferBytes, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
        string hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
        return hash == Sha256 ? null : $"{Name} was altered: its SHA-256 is {hash} instead of {Sha256}";
    }

    /// <summary>Copies the file out of a backup, readable by its owner alone, and has it on the disk.</summary>
    internal async Task CopyToAsync(string folder, string path, CancellationToken cancellationToken)
    {
        await using var from = new FileStream(Path.Combine(folder, Name), new FileStreamOptions { BufferSize = BufferBytes, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
        await using FileStream to = Create(path);
        await from.CopyToAsync(to, BufferBytes, cancellationToken);
        to.Flush(flushToDisk: true);
    }

    /// <summary>Makes a new file that its owner alone may read.</summary>
    internal static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}
