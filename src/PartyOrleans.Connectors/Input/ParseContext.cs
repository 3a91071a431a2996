using System.Collections.Concurrent;
using System.Text;
using PartyOrleans.Connectors.Adapters;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <summary>What all parsers of one input share.</summary>
/// <param name="InputName">What messages and dead letters call the input.</param>
/// <param name="Source">Source of records that name none.</param>
/// <param name="MaxFieldBytes">Greatest cell.</param>
/// <param name="KeepPayload">Whether unmapped values and raw JSON are kept.</param>
internal sealed record ParseContext(string InputName, string Source, int MaxFieldBytes, bool KeepPayload)
{
    private readonly ConcurrentQueue<List<ParsedItem>> spareItems = new();
    private long repairedLines;

    /// <summary>The contract of the source; null where it has none.</summary>
    public CompiledContract? Contract { get; init; }

    /// <summary>What came of the source; null where it has no contract.</summary>
    public SourceTally? Tally { get; init; }

    /// <summary>How the raw text of a dead letter is read again.</summary>
    public string Rereading { get; init; } = "";

    /// <summary>Lines that were not UTF-8 and were read as Windows-1252.</summary>
    public long RepairedLines => Interlocked.Read(ref repairedLines);

    /// <summary>Counts repaired lines.</summary>
    public void AddRepaired(int lines) => Interlocked.Add(ref repairedLines, lines);

    /// <summary>
    /// An empty list for the items of a chunk: one that was given back where there is any, since new ones of that size fill the part of the
    /// heap that is collected most thoroughly.
    /// </summary>
    public List<ParsedItem> TakeItems(int capacity) => spareItems.TryDequeue(out List<ParsedItem>? items) ? items : new List<ParsedItem>(capacity);

    /// <summary>Takes a list back that nobody reads any more.</summary>
    public void GiveBack(List<ParsedItem> items)
    {
        items.Clear();
        spareItems.Enqueue(items);
    }

    /// <summary>A dead letter; it is counted.</summary>
    public DeadLetter Dead(string source, long line, DeadLetterKind kind, string reason, ReadOnlySpan<byte> raw)
    {
        Tally?.Refuse(kind);
        const int Most = MessageLetters.MostRawBytes;
        string text = Encoding.UTF8.GetString(raw.Length > Most ? raw[..Most] : raw);
        return new DeadLetter(source, InputName, line, kind, reason, raw.Length > Most ? text + MessageLetters.CutMark : text) { Context = Rereading };
    }
}
