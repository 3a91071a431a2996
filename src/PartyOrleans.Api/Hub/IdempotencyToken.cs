using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace PartyOrleans.Api.Hub;

/// <summary>Names a request, so that sent again it is answered again and not done again. The caller's key itself is nowhere kept.</summary>
/// <param name="Key">32 bytes: SHA-256 of the caller and its key.</param>
/// <param name="Request">32 bytes: HMAC-SHA256 of the request under the caller's key.</param>
public sealed record IdempotencyToken(byte[] Key, byte[] Request)
{
    /// <summary>Makes the token of a request.</summary>
    /// <param name="caller">Who sends it.</param>
    /// <param name="key">The caller's key.</param>
    /// <param name="target">Method and path.</param>
    /// <param name="body">The body; empty where there is none.</param>
    public static IdempotencyToken Of(string caller, string key, string target, ReadOnlySequence<byte> body)
    {
        using var request = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key));
        request.AppendData(Encoding.UTF8.GetBytes(target));
        request.AppendData([0]);
        foreach (ReadOnlyMemory<byte> part in body)
        {
            request.AppendData(part.Span);
        }

        return new IdempotencyToken(SHA256.HashData(Encoding.UTF8.GetBytes($"{caller.Length}:{caller}{key}")), request.GetHashAndReset());
    }
}

/// <summary>A request names itself by a key that belongs to another request.</summary>
public sealed class IdempotencyConflictException : Exception
{
    /// <summary>Makes the exception.</summary>
    public IdempotencyConflictException()
        : base("The Idempotency-Key was used with another request in the last 24 hours.")
    {
    }
}
