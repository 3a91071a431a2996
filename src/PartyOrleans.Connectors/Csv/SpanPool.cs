using System.Text;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <summary>
/// Shares the strings of columns whose values repeat. One column each, one thread at a time. A column that seldom repeats a value
/// switches itself off. Sharing saves memory and time; it never changes a value.
/// </summary>
internal sealed class SpanPool
{
    private const int Slots = 4096;
    private const int TrialLookups = 2048;

    private readonly string?[] strings = new string?[Slots];
    private int lookups;
    private int hits;
    private bool isOff;

    /// <summary>The text of UTF-8 bytes.</summary>
    public string Text(ReadOnlySpan<byte> utf8)
    {
        if (isOff || utf8.Length > 64)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        ref string? slot = ref strings[StableHash.Of(utf8) & (Slots - 1)];
        lookups++;
        if (slot is not null && Ascii.Equals(utf8, slot))
        {
            hits++;
            return slot;
        }

        if (lookups == TrialLookups)
        {
            isOff = hits < TrialLookups / 3;
            lookups = 0;
            hits = 0;
        }

        slot = Encoding.UTF8.GetString(utf8);
        return slot;
    }
}
