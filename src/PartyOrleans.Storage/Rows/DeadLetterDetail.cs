using System.Text;
using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;

namespace PartyOrleans.Storage.Rows;

/// <summary>What a dead letter says beside its raw text, as one sealed value: how it is read again, what it carried, and how somebody mended it.</summary>
/// <param name="Context">How it is read again.</param>
/// <param name="Headers">What it carried.</param>
/// <param name="Text">The mended text; null where nobody mended it.</param>
internal readonly record struct DeadLetterDetail(string Context, string Headers, string? Text)
{
    /// <summary>That of a new letter.</summary>
    public static DeadLetterDetail Of(DeadLetter letter) => new(letter.Context, letter.Headers, Text: null);

    /// <summary>Opens a sealed one; null stands for one that says nothing.</summary>
    public static DeadLetterDetail Open(string source, ReadOnlySpan<byte> row, StoreKeys keys)
    {
        if (row.IsEmpty || RowSeal.Open(row, SealedKind.DeadLetter, Encoding.UTF8.GetBytes(source), keys) is not { } bytes)
        {
            return new DeadLetterDetail("", "", null);
        }

        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        (string context, string headers, bool isMended) = (reader.ReadString(), reader.ReadString(), reader.ReadBoolean());
        return new DeadLetterDetail(context, headers, isMended ? reader.ReadString() : null);
    }

    /// <summary>The same with another text: null leaves it, empty takes it away.</summary>
    public DeadLetterDetail With(string? text) => text is null ? this : this with { Text = text.Length == 0 ? null : text };

    /// <summary>The sealed bytes; null where it says nothing.</summary>
    public byte[]? Seal(string source, StoreKeys keys)
    {
        if (Context.Length + Headers.Length == 0 && Text is null)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(Context);
        writer.Write(Headers);
        writer.Write(Text is not null);
        if (Text is not null)
        {
            writer.Write(Text);
        }

        writer.Flush();
        return RowSeal.Seal(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), SealedKind.DeadLetter, Encoding.UTF8.GetBytes(source), keys);
    }

    /// <summary>Whether a record id stands in it, or in a raw text, as a word of its own.</summary>
    public bool Names(string raw, string recordId) =>
        ErasureWork.Names(raw, recordId) || ErasureWork.Names(Headers, recordId) || ErasureWork.Names(Context, recordId)
        || (Text is not null && ErasureWork.Names(Text, recordId));
}
