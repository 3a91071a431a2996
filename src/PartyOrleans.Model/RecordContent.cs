using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace PartyOrleans.Model;

/// <summary>
/// The values of a record as one compact byte string, which is what stores keep and engines hold in memory.
/// Layout, repeated per value: attribute code (1 byte; 255 means a length-prefixed name follows), group (varint),
/// value (varint length, UTF-8). The same values give the same bytes.
/// </summary>
public static class RecordContent
{
    internal const byte NamedAttribute = 255;

    /// <summary>The attributes that contents name by a code, by code. Frozen: stored content depends on them. New attributes are appended.</summary>
    public static IReadOnlyList<string> CodedAttributes => Codes;

    private static readonly string[] Codes =
    [
        .. Attributes.Plain.Where(attribute => attribute != Attributes.Employer),
        .. new[] { "ssn", "tax", "passport", "driving-licence", "national-id", "lei", "duns", "registration", "bic", "iban", "vat", "other" }
            .Select(type => Attributes.IdentifierPrefix + type),
        Attributes.Employer,
    ];

    private static readonly Dictionary<string, byte> CodeOf =
        Codes.Select((name, code) => (name, code)).ToDictionary(x => x.name, x => (byte)x.code, StringComparer.Ordinal);

    /// <summary>Encodes the values.</summary>
    public static byte[] Encode(ReadOnlySpan<AttributeValue> values)
    {
        int bound = 0;
        foreach (AttributeValue value in values)
        {
            bound += 12 + Encoding.UTF8.GetMaxByteCount(value.Value.Length)
                + (CodeOf.ContainsKey(value.Attribute) ? 0 : 5 + Encoding.UTF8.GetMaxByteCount(value.Attribute.Length));
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(Math.Max(bound, 1));
        int at = 0;
        foreach (AttributeValue value in values)
        {
            if (CodeOf.TryGetValue(value.Attribute, out byte code))
            {
                buffer[at++] = code;
            }
            else
            {
                buffer[at++] = NamedAttribute;
                WriteText(buffer, ref at, value.Attribute);
            }

            WriteVarint(buffer, ref at, (uint)value.Group);
            WriteText(buffer, ref at, value.Value);
        }

        byte[] content = buffer.AsSpan(0, at).ToArray();
        ArrayPool<byte>.Shared.Return(buffer);
        return content;
    }

    /// <summary>Decodes what <see cref="Encode"/> made.</summary>
    /// <exception cref="InvalidDataException">The bytes are not an encoded content.</exception>
    public static AttributeValue[] Decode(ReadOnlySpan<byte> content)
    {
        var values = new AttributeValue[Count(content)];
        int at = 0;
        for (int i = 0; i < values.Length; i++)
        {
            byte code = content[at++];
            string attribute = code == NamedAttribute ? ReadText(content, ref at) : Codes[code];
            int group = (int)ReadVarint(content, ref at);
            values[i] = new AttributeValue(attribute, ReadText(content, ref at), group);
        }

        return values;
    }

    /// <summary>Counts the values and checks that they are whole.</summary>
    private static int Count(ReadOnlySpan<byte> content)
    {
        int count = 0;
        for (int at = 0; at < content.Length; count++)
        {
            byte code = content[at++];
            if (code == NamedAttribute)
            {
                SkipText(content, ref at);
            }
            else if (code >= Codes.Length)
            {
                throw new InvalidDataException($"Attribute code {code} at byte {at - 1} is unknown; known are 0 to {Codes.Length - 1}.");
            }

            ReadVarint(content, ref at);
            SkipText(content, ref at);
        }

        return count;
    }

    internal static void SkipText(ReadOnlySpan<byte> content, ref int at)
    {
        int count = (int)ReadVarint(content, ref at);
        if (count < 0 || count > content.Length - at)
        {
            throw new InvalidDataException($"A text of {count} bytes at byte {at} runs past the content's {content.Length} bytes.");
        }

        at += count;
    }

    /// <summary>The identifiers of some types among the values, without decoding the others.</summary>
    /// <param name="content">What <see cref="Encode"/> made.</param>
    /// <param name="attributes">The attributes wanted, <c>identifier.</c> and a type that this format has a code for.</param>
    /// <exception cref="InvalidDataException">The bytes are not an encoded content.</exception>
    public static List<AttributeValue> DecodeOnly(ReadOnlySpan<byte> content, IReadOnlySet<string> attributes)
    {
        var values = new List<AttributeValue>();
        int at = 0;
        while (at < content.Length)
        {
            byte code = content[at++];
            if (code == NamedAttribute)
            {
                Skip(content, ref at);
            }

            int group = (int)ReadVarint(content, ref at);
            if (code < Codes.Length && attributes.Contains(Codes[code]))
            {
                values.Add(new AttributeValue(Codes[code], ReadText(content, ref at), group));
            }
            else
            {
                Skip(content, ref at);
            }
        }

        return values;
    }

    /// <summary>The first 16 bytes of the SHA-256 of content and payload: equal hashes make a resubmission a no-op.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> content, string payload)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(4 + content.Length + Encoding.UTF8.GetMaxByteCount(payload.Length));
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(buffer, content.Length);
        content.CopyTo(buffer.AsSpan(4));
        int length = 4 + content.Length + Encoding.UTF8.GetBytes(payload, buffer.AsSpan(4 + content.Length));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer.AsSpan(0, length), hash);
        ArrayPool<byte>.Shared.Return(buffer);
        return hash[..16].ToArray();
    }

    private static void WriteText(byte[] buffer, ref int at, string text)
    {
        int count = Encoding.UTF8.GetByteCount(text);
        WriteVarint(buffer, ref at, (uint)count);
        at += Encoding.UTF8.GetBytes(text, buffer.AsSpan(at));
    }

    private static void WriteVarint(byte[] buffer, ref int at, uint value)
    {
        while (value >= 0x80)
        {
            buffer[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        buffer[at++] = (byte)value;
    }

    private static string ReadText(ReadOnlySpan<byte> content, ref int at)
    {
        int start = at;
        SkipText(content, ref at);
        ReadVarint(content, ref start);
        return Encoding.UTF8.GetString(content[start..at]);
    }

    private static void Skip(ReadOnlySpan<byte> content, ref int at)
    {
        uint count = ReadVarint(content, ref at);
        if (count > content.Length - at)
        {
            throw new InvalidDataException($"A text of {count} bytes at byte {at} runs past the content's {content.Length} bytes.");
        }

        at += (int)count;
    }

    internal static uint ReadVarint(ReadOnlySpan<byte> content, ref int at)
    {
        uint value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            if (at >= content.Length)
            {
                break;
            }

            byte next = content[at++];
            value |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException($"The number ending at byte {at} is cut short.");
    }
}
