using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace PartyOrleans.Storage.Privacy;

/// <summary>
/// Key-encryption keys in a file that only its owner may read: a line per key, its name and 32 bytes in base64, the newest last.
/// Keep a copy of it apart from the copies of the store: without it the store cannot be read, with it a copy of the store can.
/// </summary>
public sealed class LocalKeyFile(string path) : IKeyProvider
{
    /// <summary>Begins the names of its keys.</summary>
    public const string Prefix = "file:";

    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();

    /// <inheritdoc />
    public string Name => "file";

    /// <summary>The key file that belongs to a store's file.</summary>
    public static string PathOf(string store) => store + ".keys";

    /// <inheritdoc />
    public Task<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        (string id, byte[] secret) = Newest();
        byte[] wrapped = new byte[NonceBytes + TagBytes + key.Length];
        RandomNumberGenerator.Fill(wrapped.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(secret, TagBytes);
        cipher.Encrypt(
            wrapped.AsSpan(0, NonceBytes), key.Span, wrapped.AsSpan(NonceBytes + TagBytes), wrapped.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(id));
        return Task.FromResult(new WrappedKey(id, wrapped));
    }

    /// <inheritdoc />
    public Task<byte[]> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellationToken)
    {
        byte[]? secret = null;
        foreach ((string id, byte[] found) in Read())
        {
            secret = id == wrapped.KeyId ? found : secret;
        }

        if (secret is null)
        {
            throw new StoreException($"Key file {path} lacks the key {wrapped.KeyId}, which the store was protected by: restore the file from its copy.", isTransient: false);
        }

        byte[] key = new byte[Math.Max(0, wrapped.Bytes.Length - NonceBytes - TagBytes)];
        try
        {
            using var cipher = new AesGcm(secret, TagBytes);
            cipher.Decrypt(
                wrapped.Bytes.AsSpan(0, NonceBytes), wrapped.Bytes.AsSpan(NonceBytes + TagBytes), wrapped.Bytes.AsSpan(NonceBytes, TagBytes), key,
                Encoding.UTF8.GetBytes(wrapped.KeyId));
        }
        catch (Exception failed) when (failed is CryptographicException or ArgumentException)
        {
            throw new StoreException($"Key {wrapped.KeyId} of {path} does not open the store's keys: one of the two was altered.", isTransient: false, failed);
        }

        return Task.FromResult(key);
    }

    /// <inheritdoc />
    public Task<bool> IsStaleAsync(string keyId, CancellationToken cancellationToken) => Task.FromResult(Newest().Id != keyId);

    /// <inheritdoc />
    public Task RenewAsync(CancellationToken cancellationToken)
    {
        Renew();
        return Task.CompletedTask;
    }

    /// <summary>Takes in the keys of another file that this one lacks, and makes this one where it is not there.</summary>
    /// <param name="other">The other file.</param>
    /// <param name="isNewer">Whether the other file's keys are the newer ones; the newest is the one that wraps.</param>
    /// <exception cref="StoreException">One of the files cannot be used, or both have another key by the same name.</exception>
    public void Include(string other, bool isNewer)
    {
        lock (_gate)
        {
            List<(string Id, byte[] Secret)> theirs = new LocalKeyFile(other).Read();
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using FileStream alone = Alone();
            List<(string Id, byte[] Secret)> own = File.Exists(path) ? Read() : [];
            foreach ((string id, byte[] secret) in theirs)
            {
                if (own.Any(key => key.Id == id && !CryptographicOperations.FixedTimeEquals(key.Secret, secret)))
                {
                    throw new StoreException($"Key files {path} and {other} both have the key {id}, and not the same: one of them was altered.", isTransient: false);
                }
            }

            (List<(string Id, byte[] Secret)> first, List<(string Id, byte[] Secret)> last) = isNewer ? (own, theirs) : (theirs, own);
            Write(string.Concat(first.Where(key => last.All(other => other.Id != key.Id)).Concat(last).Select(key => Line(key.Id, key.Secret))));
        }
    }

    private void Renew()
    {
        lock (_gate)
        {
            using FileStream alone = Alone();
            Add(File.Exists(path) ? File.ReadAllText(path) : "");
        }
    }

    private (string Id, byte[] Secret) Newest()
    {
        lock (_gate)
        {
            if (!File.Exists(path))
            {
                using FileStream alone = Alone();
                if (!File.Exists(path))
                {
                    Add("");
                }
            }

            List<(string Id, byte[] Secret)> keys = Read();
            return keys.Count > 0 ? keys[^1] : throw new StoreException($"Key file {path} holds no key.", isTransient: false);
        }
    }

    /// <summary>Waits until nobody else writes the file: stores of several hubs may share it, and a key that another one wrote must stay.</summary>
    private FileStream Alone()
    {
        string turn = path + ".lock";
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(turn, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (Stopwatch.GetElapsedTime(began) < LongestWait && Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
            {
                Thread.Sleep(TimeSpan.FromMilliseconds(5));
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
            {
                throw new StoreException($"Key file {path} cannot be written: check the folder and its permissions.", isTransient: false, failed);
            }
        }
    }

    /// <summary>Writes the file anew with one more key.</summary>
    private void Add(string before)
    {
        Span<byte> id = stackalloc byte[8];
        RandomNumberGenerator.Fill(id);
        Write(before + Line($"{Prefix}{Convert.ToHexStringLower(id)}", RandomNumberGenerator.GetBytes(KeyBytes)));
    }

    private static string Line(string id, byte[] secret) => $"{id} {Convert.ToBase64String(secret)}\n";

    /// <summary>Writes the file anew under another name first, so that it is never there in part.</summary>
    private void Write(string text)
    {
        string made = path + ".new";
        try
        {
            File.Delete(made);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var file = new FileStream(made, options))
            {
                file.Write(Encoding.ASCII.GetBytes(text));
                file.Flush(flushToDisk: true);
            }

            File.Move(made, path, overwrite: true);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"Key file {path} cannot be written: check the folder and its permissions.", isTransient: false, failed);
        }
    }

    private List<(string Id, byte[] Secret)> Read()
    {
        try
        {
            var keys = new List<(string, byte[])>();
            foreach (string line in File.ReadAllLines(path))
            {
                string[] parts = line.Split(' ');
                if (parts.Length != 2 || Convert.FromBase64String(parts[1]) is not { Length: KeyBytes } secret)
                {
                    throw new StoreException($"Key file {path}, line {keys.Count + 1}: expected a name and {KeyBytes} bytes in base64.", isTransient: false);
                }

                keys.Add((parts[0], secret));
            }

            return keys;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new StoreException($"Key file {path} cannot be read; without it the store stays closed: restore it from its copy.", isTransient: false, failed);
        }
    }
}
