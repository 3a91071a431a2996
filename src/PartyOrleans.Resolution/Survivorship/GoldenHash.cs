using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PartyOrleans.Model;

namespace PartyOrleans.Resolution.Survivorship;

/// <summary>The content hash of a golden record: of its type, records and cells as UTF-8, set apart by the separators U+001D to U+001F.</summary>
public static class GoldenHash
{
    private const byte Cell = 0x1D;
    private const byte Record = 0x1E;
    private const byte Part = 0x1F;

    /// <summary>The hash that the content of a golden record has, whatever hash it carries.</summary>
    public static byte[] Of(GoldenRecord golden)
    {
        ArgumentNullException.ThrowIfNull(golden);
        return Of(golden.Type, [.. golden.Records], [.. golden.Cells]);
    }

    /// <summary>The first 16 bytes of the SHA-256.</summary>
    internal static byte[] Of(PartyType type, RecordKey[] keys, List<GoldenCell> cells)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Bound(keys, cells));
        int at = 0;
        Append(buffer, ref at, (int)type);
        foreach (RecordKey key in keys)
        {
            buffer[at++] = Record;
            Append(buffer, ref at, key.Source);
            buffer[at++] = Part;
            Append(buffer, ref at, key.RecordId);
        }

        foreach (GoldenCell cell in cells)
        {
            buffer[at++] = Cell;
            Append(buffer, ref at, cell.Attribute);
            buffer[at++] = Part;
            Append(buffer, ref at, cell.Group);
            buffer[at++] = Part;
            Append(buffer, ref at, cell.Value);
            buffer[at++] = Part;
            Append(buffer, ref at, cell.From.Source);
            buffer[at++] = Part;
            Append(buffer, ref at, cell.From.RecordId);
            buffer[at++] = Part;
            Append(buffer, ref at, cell.Rule);
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer.AsSpan(0, at), hash);
        ArrayPool<byte>.Shared.Return(buffer);
        return hash[..16].ToArray();
    }

    private static int Bound(RecordKey[] keys, List<GoldenCell> cells)
    {
        int characters = 0;
        foreach (RecordKey key in keys)
        {
            characters += key.Source.Length + key.RecordId.Length + 2;
        }

        foreach (GoldenCell cell in cells)
        {
            characters += cell.Attribute.Length + cell.Value.Length + cell.From.Source.Length + cell.From.RecordId.Length + cell.Rule.Length + 18;
        }

        return Encoding.UTF8.GetMaxByteCount(characters + 16);
    }

    private static void Append(byte[] buffer, ref int at, string text) => at += Encoding.UTF8.GetBytes(text, buffer.AsSpan(at));

    private static void Append(byte[] buffer, ref int at, int number)
    {
        number.TryFormat(buffer.AsSpan(at), out int written, default, CultureInfo.InvariantCulture);
        at += written;
    }
}
