using System.Buffers;
using System.Security.Cryptography;

namespace PartyOrleans.Storage.History;

/// <summary>A row that an erasure touched.</summary>
/// <param name="Kind">SealedKind of the row; 0 for the digest of a record that is refused from then on.</param>
/// <param name="Row">Its number.</param>
/// <param name="Before">Its commitment before.</param>
/// <param name="After">Its commitment after: the same where it was shredded.</param>
internal readonly record struct ErasedRow(long Kind, long Row, byte[] Before, byte[] After);

/// <summary>What the chain holds of an erasure.</summary>
internal static class ErasureDigest
{
    /// <summary>The kind of rows that only say which record is refused from then on.</summary>
    public const long Suppressed = 0;

    /// <summary>The 32 bytes of the rows touched, in their order.</summary>
    public static byte[] Of(IReadOnlyList<ErasedRow> rows)
    {
        var bytes = new ArrayBufferWriter<byte>(rows.Count * 48 + 8);
        CommitDigest.Put(bytes, rows.Count);
        foreach (ErasedRow row in rows)
        {
            CommitDigest.Put(bytes, row.Kind);
            CommitDigest.Put(bytes, row.Row);
            bytes.Write(row.Before);
            bytes.Write(row.After);
        }

        return SHA256.HashData(bytes.WrittenSpan);
    }
}
