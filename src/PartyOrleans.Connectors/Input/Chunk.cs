using System.Buffers;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <summary>A stretch of whole records of an input, and the lines in it that cannot be one.</summary>
internal sealed class Chunk
{
    private readonly bool isRented;

    public Chunk(byte[] buffer, int length, long firstLine, List<BadLine>? bad, bool isRented)
    {
        Buffer = buffer;
        Length = length;
        FirstLine = firstLine;
        Bad = bad;
        this.isRented = isRented;
    }

    /// <summary>Bytes; the chunk is the first <see cref="Length"/> of them.</summary>
    public byte[] Buffer { get; }

    /// <summary>Length, bytes.</summary>
    public int Length { get; }

    /// <summary>Line (from 1) of its first byte.</summary>
    public long FirstLine { get; }

    /// <summary>Lines that are dead letters whatever they hold, sorted by start; null for none.</summary>
    public List<BadLine>? Bad { get; }

    /// <summary>Where the JSON values in it are, for JSON that is not one value per line; null otherwise.</summary>
    public List<JsonElementRange>? Elements { get; init; }

    /// <summary>The raw bytes of an item.</summary>
    public ReadOnlySpan<byte> Raw(in ParsedItem item) => Buffer.AsSpan(item.Place.RawStart, item.Place.RawLength);

    /// <summary>The line (from 1) of a byte.</summary>
    public long LineAt(int offset, byte newLine) => FirstLine + Buffer.AsSpan(0, offset).Count(newLine);

    /// <summary>This chunk, or where it has lines that are not UTF-8 another one with these read as Windows-1252.</summary>
    public Chunk Sound(byte newLine, out int repaired)
    {
        repaired = 0;
        if (TextRepair.IsSound(Buffer.AsSpan(0, Length)))
        {
            return this;
        }

        var bytes = new ArrayBufferWriter<byte>(Length + (Length / 8));
        List<BadLine>? bad = Bad is null ? null : [];
        int at = 0;
        foreach (BadLine line in Bad ?? [])
        {
            bytes.Write(TextRepair.Repair(Buffer.AsSpan(at, line.Start - at), newLine, out int before));
            int start = bytes.WrittenCount;
            bytes.Write(TextRepair.Repair(Buffer.AsSpan(line.Start, line.End - line.Start), newLine, out int inside));
            bad!.Add(new BadLine(start, bytes.WrittenCount, line.Reason));
            repaired += before + inside;
            at = line.End;
        }

        bytes.Write(TextRepair.Repair(Buffer.AsSpan(at, Length - at), newLine, out int after));
        repaired += after;
        byte[] sound = bytes.WrittenSpan.ToArray();
        Release();
        return new Chunk(sound, sound.Length, FirstLine, bad, isRented: false);
    }

    /// <summary>Gives the buffer back.</summary>
    public void Release()
    {
        if (isRented)
        {
            ArrayPool<byte>.Shared.Return(Buffer);
        }
    }
}

/// <summary>A line that cannot be a record.</summary>
/// <param name="Start">Its first byte in the chunk.</param>
/// <param name="End">Just past its last byte, line break included.</param>
/// <param name="Reason">Why.</param>
internal readonly record struct BadLine(int Start, int End, string Reason);

/// <summary>A record, the row it was encoded into, or a dead letter, with what tells repeated ids.</summary>
/// <param name="Record">The record, or null.</param>
/// <param name="Dead">The dead letter, or null.</param>
/// <param name="Row">The row, or -1.</param>
/// <param name="Source">Source of the record or row; empty for a dead letter.</param>
/// <param name="Place">Where it stood.</param>
internal readonly record struct ParsedItem(SourceRecord? Record, DeadLetter? Dead, int Row, string Source, ParsedPlace Place)
{
    /// <summary>The record id of a record that is gone; null for none.</summary>
    public string? DeletedId { get; init; }

    /// <summary>The version of a record or of its deletion; null for none.</summary>
    public string? Version { get; init; }

    /// <summary>The item of a record.</summary>
    public static ParsedItem Of(SourceRecord record, in ParsedPlace place) => new(record, null, -1, record.Key.Source, place);

    /// <summary>The item of a row.</summary>
    public static ParsedItem Of(int row, string source, in ParsedPlace place) => new(null, null, row, source, place);

    /// <summary>The item of a record that is gone.</summary>
    public static ParsedItem OfDeleted(in RecordKey key, in ParsedPlace place) => new(null, null, -1, key.Source, place) { DeletedId = key.RecordId };

    /// <summary>The item of a dead letter.</summary>
    public static ParsedItem Of(DeadLetter dead) => new(null, dead, -1, "", default);
}

/// <summary>Where an item stood in its chunk, and its hashes.</summary>
/// <param name="KeyHash">Hash of the record key; 0 where the id is the line number and cannot repeat.</param>
/// <param name="ContentHash">Hash of the raw record.</param>
/// <param name="RawStart">First byte of the raw record in the chunk.</param>
/// <param name="RawLength">Its length, bytes.</param>
internal readonly record struct ParsedPlace(ulong KeyHash, ulong ContentHash, int RawStart, int RawLength);

/// <summary>A chunk with what was found in it, in order.</summary>
internal sealed record ParsedChunk(Chunk Chunk, List<ParsedItem> Items);

/// <summary>Cuts an input into chunks. Sequential; the cuts depend on the bytes alone.</summary>
internal interface IChunkSource
{
    /// <summary>The next chunk, or null at the end.</summary>
    Chunk? Next(CancellationToken cancellationToken);
}

/// <summary>Makes records of the bytes of a chunk. One instance is used by one thread at a time.</summary>
internal interface IChunkParser
{
    /// <summary>Parses a chunk into its items, in order. The chunk of the answer may be another one: the same lines in sound UTF-8.</summary>
    ParsedChunk Parse(Chunk chunk);
}
