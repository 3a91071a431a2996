using System.Runtime.CompilerServices;
using System.Text;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <summary>
/// Shares the strings of columns whose values repeat. One column each, one thread at a time. A column that seldom repeats a value
/// switches itself off. Sharing saves memory and time; it never changes a value.
/// </summary>
internal sealed class SpanPool
{
    private const int Slots = 1024;
    private const int TrialLookups = 2048;
    private const int LongestShared = 48;

    private readonly string?[] strings = new string?[Slots];
    private int lookups;
    private int hits;
    private bool isOff;

    /// <summary>The text of UTF-8 bytes.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <param name="isAscii">Whether they are known to be ASCII, which is decoded in one pass.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public string Text(ReadOnlySpan<byte> utf8, bool isAscii)
    {
        if (isOff || utf8.Length > LongestShared)
        {
            return Decode(utf8, isAscii);
        }

        ref string? slot = ref strings[StableHash.Of(utf8) & (Slots - 1)];
        lookups++;
        if (slot is not null && slot.Length == utf8.Length && Ascii.Equals(utf8, slot))
        {
            hits++;
            return slot;
        }

        if (lookups >= TrialLookups)
        {
            // A hit costs about as much as a new string, so half of them pays in memory only.
            isOff = hits < TrialLookups / 2;
            lookups = 0;
            hits = 0;
        }

        slot = Decode(utf8, isAscii);
        return slot;
    }

    /// <summary>The text of UTF-8 bytes, not shared.</summary>
    public static string Decode(ReadOnlySpan<byte> utf8, bool isAscii) => isAscii ? Encoding.Latin1.GetString(utf8) : Encoding.UTF8.GetString(utf8);
}
