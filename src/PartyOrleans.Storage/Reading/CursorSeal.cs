using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace PartyOrleans.Storage;

/// <summary>
/// Makes cursors that callers can neither read meaning into nor change: a position and the first 16 bytes of its HMAC-SHA256, in
/// URL-safe Base64. The list's name goes into the code, so that the cursor of one list is not taken for another's.
/// </summary>
internal sealed class CursorSeal(byte[] key)
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyBytes = 32;

    private const int CodeBytes = 16;
    private const int MaxPositionBytes = 2048;

    /// <summary>The cursor of a position.</summary>
    /// <param name="list">Name of the list, with all that decides what is on it.</param>
    /// <param name="position">Writes the position.</param>
    public string Seal(string list, Action<BinaryWriter> position)
    {
        using var bytes = new MemoryStream(64);
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        position(writer);
        writer.Flush();
        writer.Write(CodeOf(list, bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        return Base64Url.EncodeToString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>The position of a cursor.</summary>
    /// <exception cref="InvalidCursorException">It was not made by <see cref="Seal"/> for this list under this key.</exception>
    public BinaryReader Open(string list, string cursor)
    {
        if (cursor.Length > Base64Url.GetEncodedLength(MaxPositionBytes + CodeBytes) || !Base64Url.IsValid(cursor, out int count) || count < CodeBytes)
        {
            throw new InvalidCursorException();
        }

        byte[] bytes = Base64Url.DecodeFromChars(cursor);
        int positionBytes = bytes.Length - CodeBytes;
        if (!CryptographicOperations.FixedTimeEquals(CodeOf(list, bytes.AsSpan(0, positionBytes)), bytes.AsSpan(positionBytes)))
        {
            throw new InvalidCursorException();
        }

        return new BinaryReader(new MemoryStream(bytes, 0, positionBytes), Encoding.UTF8);
    }

    private byte[] CodeOf(string list, ReadOnlySpan<byte> position)
    {
        byte[] name = Encoding.UTF8.GetBytes(list);
        byte[] sealedBytes = new byte[sizeof(int) + name.Length + position.Length];
        BitConverter.TryWriteBytes(sealedBytes, name.Length);
        name.CopyTo(sealedBytes, sizeof(int));
        position.CopyTo(sealedBytes.AsSpan(sizeof(int) + name.Length));
        return HMACSHA256.HashData(key, sealedBytes)[..CodeBytes];
    }
}
