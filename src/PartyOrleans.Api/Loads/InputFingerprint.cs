using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PartyOrleans.Connectors;

namespace PartyOrleans.Api.Loads;

/// <summary>Tells whether an input is still the one that an interrupted load was reading, in the same way.</summary>
public static class InputFingerprint
{
    /// <summary>Bytes at the start and at the end of a file that are hashed.</summary>
    private const int HashedBytes = 1 << 20;

    /// <summary>
    /// Length, and hash of start, end, mapping, contract and source name; of an object in a zone its length, ETag, and a hash of the last three;
    /// empty for standard input, which cannot be gone on with.
    /// </summary>
    public static string Of(InputFile file, InputOptions options)
    {
        if (file.IsStandardInput)
        {
            return "";
        }

        if (file.InZone is { Target: var found })
        {
            string way = Convert.ToHexStringLower(SHA256.HashData(WayOf(file, options)).AsSpan(0, 8));
            return string.Create(CultureInfo.InvariantCulture, $"{found.Size}:{found.ETag}:{way}");
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using FileStream stream = File.OpenRead(file.Path);
        byte[] buffer = new byte[HashedBytes];
        hash.AppendData(buffer, 0, stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
        if (stream.CanSeek && stream.Length > 2 * HashedBytes)
        {
            stream.Seek(-HashedBytes, SeekOrigin.End);
            hash.AppendData(buffer, 0, stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
        }

        hash.AppendData(WayOf(file, options));
        return string.Create(
            CultureInfo.InvariantCulture, $"{(stream.CanSeek ? stream.Length : 0)}:{Convert.ToHexStringLower(hash.GetHashAndReset())}");
    }

    /// <summary>The version in the fingerprint of an object: its size in bytes and ETag; null where the fingerprint is not of an object.</summary>
    public static (long Size, string ETag)? VersionOf(string fingerprint)
    {
        int first = fingerprint.IndexOf(':', StringComparison.Ordinal);
        int last = fingerprint.LastIndexOf(':');
        return first > 0 && last > first && long.TryParse(fingerprint.AsSpan(0, first), CultureInfo.InvariantCulture, out long size)
            ? (size, fingerprint[(first + 1)..last])
            : null;
    }

    /// <summary>How an input is read, as far as it decides what its records are.</summary>
    private static byte[] WayOf(InputFile file, InputOptions options)
    {
        string way = $"\n{options.Source ?? file.Source}\n{options.Mapping?.ToJson()}\n{options.MaxFieldBytes}";
        return Encoding.UTF8.GetBytes(options.Contracts.Find(options.Source ?? file.Source ?? file.BareName) is { } contract
            ? $"{way}\n{contract.Adapter}\n{contract.Settings}\n{contract.Order}\n{contract.Mapping}\n{contract.Schema}"
            : way);
    }
}
