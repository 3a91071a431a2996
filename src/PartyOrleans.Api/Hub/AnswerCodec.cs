using System.Text;
using PartyOrleans.Model;

namespace PartyOrleans.Api.Hub;

/// <summary>Answers as bytes, without the keys of records: whoever asks again names them again.</summary>
public static class AnswerCodec
{
    private const byte Version = 1;

    /// <summary>Encodes what became of a submission.</summary>
    public static byte[] Encode(IReadOnlyList<RecordResult> records, int judgements)
    {
        using var bytes = new MemoryStream(64);
        using var to = new BinaryWriter(bytes, Encoding.UTF8);
        to.Write(Version);
        to.Write7BitEncodedInt(judgements);
        to.Write7BitEncodedInt(records.Count);
        foreach (RecordResult record in records)
        {
            to.Write((byte)record.Outcome);
            to.Write(record.Party?.Value ?? "");
            to.Write7BitEncodedInt(record.Effects.Count);
            foreach (PartyEffect effect in record.Effects)
            {
                to.Write(effect.Party.Value);
                to.Write((byte)effect.Kind);
                to.Write(effect.Other?.Value ?? "");
                to.Write7BitEncodedInt(effect.Records);
            }
        }

        to.Flush();
        return bytes.ToArray();
    }

    /// <summary>Decodes what <see cref="Encode"/> made.</summary>
    /// <param name="kept">The answer.</param>
    /// <param name="keys">The keys of the records, in the order of the submission.</param>
    /// <exception cref="InvalidDataException">The bytes are no answer to a submission of so many records.</exception>
    public static SubmissionResult Decode(KeptAnswer kept, IReadOnlyList<RecordKey> keys)
    {
        using var from = new BinaryReader(new MemoryStream(kept.Answer), Encoding.UTF8);
        if (from.ReadByte() != Version)
        {
            throw new InvalidDataException("A kept answer is of another version than this program reads.");
        }

        int judgements = from.Read7BitEncodedInt();
        var records = new RecordResult[from.Read7BitEncodedInt()];
        if (records.Length != keys.Count)
        {
            throw new InvalidDataException($"A kept answer tells of {records.Length} records, the request has {keys.Count}.");
        }

        for (int i = 0; i < records.Length; i++)
        {
            var outcome = (RecordOutcome)from.ReadByte();
            PartyId? party = ReadParty(from);
            var effects = new PartyEffect[from.Read7BitEncodedInt()];
            for (int at = 0; at < effects.Length; at++)
            {
                effects[at] = new PartyEffect(new PartyId(from.ReadString()), (PartyEventKind)from.ReadByte(), ReadParty(from), from.Read7BitEncodedInt());
            }

            records[i] = new RecordResult(keys[i], outcome, party, effects);
        }

        return new SubmissionResult(kept.Commit, records, judgements) { IsReplayed = true };
    }

    private static PartyId? ReadParty(BinaryReader from) => from.ReadString() is { Length: > 0 } id ? new PartyId(id) : null;
}
