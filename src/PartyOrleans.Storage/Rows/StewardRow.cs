using System.Text;
using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;

namespace PartyOrleans.Storage.Rows;

/// <summary>The sealed bytes of what people write: judgements, and the raw text of dead letters.</summary>
internal static class StewardRow
{
    /// <summary>Seals a judgement: kind (1 byte), time (8 bytes), author and reason, each a length and UTF-8.</summary>
    public static byte[] Seal(Judgement judgement, StoreKeys keys)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write((byte)judgement.Kind);
        writer.Write(judgement.At.UtcTicks);
        writer.Write(judgement.Author);
        writer.Write(judgement.Reason);
        writer.Flush();
        return RowSeal.Seal(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), SealedKind.Judgement, OwnerOf(judgement.Pair), keys);
    }

    /// <summary>Opens a judgement; null where it was shredded.</summary>
    public static Judgement? Open(RecordPair pair, ReadOnlySpan<byte> row, StoreKeys keys)
    {
        if (RowSeal.Open(row, SealedKind.Judgement, OwnerOf(pair), keys) is not { } text)
        {
            return null;
        }

        using var reader = new BinaryReader(new MemoryStream(text), Encoding.UTF8);
        var kind = (JudgementKind)reader.ReadByte();
        long ticks = reader.ReadInt64();
        string author = reader.ReadString();
        return new Judgement(pair, kind, author, reader.ReadString(), new DateTimeOffset(ticks, TimeSpan.Zero));
    }

    /// <summary>Seals the raw text of a dead letter.</summary>
    public static byte[] Seal(DeadLetter letter, StoreKeys keys) =>
        RowSeal.Seal(Encoding.UTF8.GetBytes(letter.Raw), SealedKind.DeadLetter, Encoding.UTF8.GetBytes(letter.Source), keys);

    /// <summary>Opens the raw text of a dead letter; empty where it was shredded.</summary>
    public static string Open(string source, ReadOnlySpan<byte> row, StoreKeys keys) =>
        RowSeal.Open(row, SealedKind.DeadLetter, Encoding.UTF8.GetBytes(source), keys) is { } text ? Encoding.UTF8.GetString(text) : string.Empty;

    /// <summary>What a judgement's seal is bound to.</summary>
    public static byte[] OwnerOf(RecordPair pair) => [.. RowOwner.Of(pair.Left), 0, .. RowOwner.Of(pair.Right)];
}
