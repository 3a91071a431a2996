using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PartyOrleans.Connectors;

namespace PartyOrleans.Local.Loading;

/// <summary>Tells whether an input is still the one that an interrupted load was reading, in the same way.</summary>
internal static class InputFingerprint
{
    /// <summary>Bytes at the start and at the end of a file that are hashed.</summary>
    private const int HashedBytes = 1 << 20;

    /// <summary>
    /// Length, and hash of start, end, mapping and source name; empty for standard input, which cannot be gone on with.
    /// </summary>
    public static string Of(InputFile file, InputOptions options)
    {
        if (file.IsStandardInput)
        {
            return "";
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

        hash.AppendData(Encoding.UTF8.GetBytes($"\n{options.Source}\n{options.Mapping?.ToJson()}\n{options.MaxFieldBytes}"));
        return string.Create(
            CultureInfo.InvariantCulture, $"{(stream.CanSeek ? stream.Length : 0)}:{Convert.ToHexStringLower(hash.GetHashAndReset())}");
    }
}
