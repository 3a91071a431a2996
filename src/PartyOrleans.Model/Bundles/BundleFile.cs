using System.Security.Cryptography;
using System.Text;

namespace PartyOrleans.Model.Bundles;

/// <summary>
/// Bundles as JSON files: one file each, named after its content, never altered. The same bundle always gives the same bytes.
/// </summary>
/// <remarks>
/// Durations are ISO 8601 (<c>P365D</c>; a year counts 365 days and a month 30) or days and time (<c>365.00:00:00</c>); they are
/// written as ISO 8601. Numbers are written with as many digits as they need to read back exactly. Comments and trailing commas are read over.
/// </remarks>
public static class BundleFile
{
    private const int HashDigits = 16;
    private const int MostNameCharacters = 100;
    private static long _partialFiles;

    /// <summary>The bundle as indented JSON with its members in a fixed order and the values of term frequency tables in ordinal order.</summary>
    /// <exception cref="ArgumentException">A number is not finite.</exception>
    public static string ToJson(Bundle bundle) => BundleWriter.TextOf(BundleWriter.Write(bundle));

    /// <summary>Reads a bundle from JSON text and checks all of it.</summary>
    /// <param name="json">The text.</param>
    /// <param name="name">What messages call it, such as its path.</param>
    /// <param name="vocabulary">The names that the matching code knows; without it names of comparisons, levels and key parts go unchecked.</param>
    /// <exception cref="BundleException">It is no bundle; the exception carries everything that is wrong with it.</exception>
    public static Bundle Parse(string json, string name, BundleVocabulary? vocabulary = null) =>
        BundleReader.Read(Encoding.UTF8.GetBytes(json), name, vocabulary);

    /// <summary>SHA-256 of the text's UTF-8 bytes, 64 lower-case hexadecimal digits.</summary>
    public static string Sha256Of(string json) => Sha256Of(Encoding.UTF8.GetBytes(json));

    /// <summary>The name of a bundle's file: its own name, what a file name cannot hold replaced, and the first 16 digits of its SHA-256.</summary>
    public static string NameOf(Bundle bundle, string sha256)
    {
        var name = new StringBuilder(bundle.Name.Length);
        foreach (char c in bundle.Name.AsSpan(0, Math.Min(bundle.Name.Length, MostNameCharacters)))
        {
            bool kept = char.IsAsciiLetterOrDigit(c) || c is '+' or '_' or '-' || (c == '.' && name.Length > 0);
            name.Append(kept ? c : '-');
        }

        return $"{name}-{sha256.AsSpan(0, HashDigits)}.json";
    }

    /// <summary>Saves a bundle in a folder, which is made where it does not exist. Saving the same bundle again changes nothing.</summary>
    /// <param name="bundle">The bundle; one that could not be read again is refused.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Cancels; no part of a file is left under the bundle's name.</param>
    /// <returns>The file's path and the SHA-256 of its content.</returns>
    /// <exception cref="BundleException">The bundle is not valid, or a file of that name holds something else.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static async Task<(string Path, string Sha256)> SaveAsync(Bundle bundle, string folder, CancellationToken cancellationToken)
    {
        byte[] json = BundleWriter.Write(bundle);
        BundleReader.Read(json, bundle.Name, null);
        string sha256 = Sha256Of(json);
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, NameOf(bundle, sha256));
        if (!File.Exists(path))
        {
            await WriteAsync(path, json, cancellationToken).ConfigureAwait(false);
        }

        byte[] saved = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        if (!saved.AsSpan().SequenceEqual(json))
        {
            throw new BundleException(path, [new BundleProblem("", $"the file exists with other content (SHA-256 {Sha256Of(saved)}); it is not overwritten")]);
        }

        return (path, sha256);
    }

    /// <summary>Loads a bundle without checking it against the names that matching code knows.</summary>
    /// <inheritdoc cref="LoadAsync(string, BundleVocabulary, CancellationToken)"/>
    public static Task<Bundle> LoadAsync(string path, CancellationToken cancellationToken) => LoadAsync(path, null, cancellationToken);

    /// <summary>Loads a bundle and checks all of it; where the file's name ends in 16 hexadecimal digits its SHA-256 must start with them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="vocabulary">The names that the matching code knows.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BundleException">The file was altered, or is no bundle; the exception carries everything that is wrong with it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<Bundle> LoadAsync(string path, BundleVocabulary? vocabulary, CancellationToken cancellationToken)
    {
        byte[] json = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        string sha256 = Sha256Of(json);
        if (HashIn(path) is { } named && !sha256.StartsWith(named, StringComparison.Ordinal))
        {
            throw new BundleException(
                path, [new BundleProblem("", $"the file was altered: its SHA-256 begins with {sha256[..HashDigits]}, its name says {named}; save a changed bundle under another name")]);
        }

        return BundleReader.Read(json, path, vocabulary);
    }

    private static string Sha256Of(byte[] json) => Convert.ToHexStringLower(SHA256.HashData(json));

    private static string? HashIn(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        bool named = name.Length > HashDigits && name[^(HashDigits + 1)] == '-' && !name.AsSpan(name.Length - HashDigits).ContainsAnyExcept("0123456789abcdef");
        return named ? name[^HashDigits..] : null;
    }

    /// <summary>Writes a file whole or not at all; a file that another writer has put there meanwhile stays.</summary>
    private static async Task WriteAsync(string path, byte[] content, CancellationToken cancellationToken)
    {
        string partial = $"{path}.{Environment.ProcessId}-{Interlocked.Increment(ref _partialFiles)}.partial";
        try
        {
            var stream = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, 1, useAsync: true);
            await using (stream.ConfigureAwait(false))
            {
                await stream.WriteAsync(content, cancellationToken).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, path);
        }
        catch (IOException) when (File.Exists(path))
        {
            // The caller compares what is there.
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
