using System.Text;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <summary>What all parsers of one input share.</summary>
/// <param name="InputName">What messages and dead letters call the input.</param>
/// <param name="Source">Source of records that name none.</param>
/// <param name="MaxFieldBytes">Greatest cell.</param>
/// <param name="KeepPayload">Whether unmapped values and raw JSON are kept.</param>
internal sealed record ParseContext(string InputName, string Source, int MaxFieldBytes, bool KeepPayload)
{
    private long repairedLines;

    /// <summary>Lines that were not UTF-8 and were read as Windows-1252.</summary>
    public long RepairedLines => Interlocked.Read(ref repairedLines);

    /// <summary>Counts repaired lines.</summary>
    public void AddRepaired(int lines) => Interlocked.Add(ref repairedLines, lines);

    /// <summary>A dead letter.</summary>
    public DeadLetter Dead(string source, long line, DeadLetterKind kind, string reason, ReadOnlySpan<byte> raw)
    {
        const int Most = 1 << 20;
        string text = Encoding.UTF8.GetString(raw.Length > Most ? raw[..Most] : raw);
        return new DeadLetter(source, InputName, line, kind, reason, raw.Length > Most ? text + " [cut]" : text);
    }
}
