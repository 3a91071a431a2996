using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace PartyOrleans.Connectors;

/// <summary>Turns lines that are not valid UTF-8 into it, reading them as Windows-1252. Each line is judged on its own, so the result does not depend on cuts.</summary>
internal static class TextRepair
{
    /// <summary>Windows-1252 at 0x80 to 0x9F; the five free places map to the control characters of the same number (WHATWG Encoding Standard).</summary>
    private const string HighControls =
        "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F" +
        "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

    /// <summary>Whether every line is valid UTF-8.</summary>
    public static bool IsSound(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes);

    /// <summary>The bytes with every unsound line turned into UTF-8; lines and their breaks stay as they are.</summary>
    /// <param name="bytes">Whole lines.</param>
    /// <param name="newLine">Line break.</param>
    /// <param name="repaired">How many lines were not UTF-8.</param>
    public static byte[] Repair(ReadOnlySpan<byte> bytes, byte newLine, out int repaired)
    {
        var result = new ArrayBufferWriter<byte>(bytes.Length + (bytes.Length / 8) + 16);
        repaired = 0;
        Span<byte> utf8 = stackalloc byte[4];
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf(newLine);
            ReadOnlySpan<byte> line = end < 0 ? bytes : bytes[..(end + 1)];
            bytes = bytes[line.Length..];
            if (Utf8.IsValid(line))
            {
                result.Write(line);
                continue;
            }

            repaired++;
            foreach (byte b in line)
            {
                char c = b is >= 0x80 and <= 0x9F ? HighControls[b - 0x80] : (char)b;
                int count = new Rune(c).EncodeToUtf8(utf8);
                result.Write(utf8[..count]);
            }
        }

        return result.WrittenSpan.ToArray();
    }
}
