using System.Text;
using PartyOrleans.Api.Hub;
using PartyOrleans.Model;
using PartyOrleans.Resolution;

namespace PartyOrleans.Grains.Wire;

/// <summary>
/// A submission as bytes, for one silo to hand to another: but for where its streams are, which its turn was begun with; in one flat form whose first byte is its version. A silo
/// reads the versions of the program before it too, so that old and new ones can work side by side while a cluster is upgraded.
/// </summary>
internal static class WireSubmission
{
    private const byte Version = 1;

    /// <summary>Encodes a submission.</summary>
    /// <param name="submission">The submission; one that is still to be planned does not travel.</param>
    /// <param name="contents">The encoded values of its records, in their order.</param>
    public static byte[] Encode(Submission submission, IReadOnlyList<byte[]> contents)
    {
        using var bytes = new MemoryStream(256 + contents.Sum(content => content.Length + 96));
        using var to = new BinaryWriter(bytes, Encoding.UTF8);
        to.Write(Version);
        to.Write((byte)submission.Origin.Kind);
        to.Write(submission.Origin.Actor);
        to.Write(submission.Origin.Reason);
        to.Write(submission.Origin.TraceId);
        to.Write7BitEncodedInt(contents.Count);
        for (int i = 0; i < contents.Count; i++)
        {
            Write(to, submission.Batch.Upserts[i].Key);
            to.Write7BitEncodedInt(contents[i].Length);
            to.Write(contents[i]);
            to.Write(submission.Batch.Upserts[i].Payload);
        }

        Write(to, submission.Batch.Deletes, Write);
        Write(to, submission.Batch.Judgements, static (to, judgement) =>
        {
            Write(to, judgement.Pair);
            to.Write((byte)judgement.Kind);
            to.Write(judgement.Author);
            to.Write(judgement.Reason);
            to.Write(judgement.At.UtcTicks);
        });
        Write(to, submission.Batch.Revocations, Write);
        Write(to, submission.DeadLetters, Write);
        to.Write(submission.Checkpoint is not null);
        if (submission.Checkpoint is { } checkpoint)
        {
            to.Write(checkpoint.Input);
            to.Write(checkpoint.Fingerprint);
            to.Write(checkpoint.RecordsDone);
            to.Write(checkpoint.Accepted);
            to.Write(checkpoint.Rejected);
            to.Write(checkpoint.Complete);
        }

        to.Write(submission.Idempotency is not null);
        if (submission.Idempotency is { } token)
        {
            Write(to, token.Key);
            Write(to, token.Request);
        }

        Write(to, submission.Versions, static (to, version) =>
        {
            Write(to, version.Key);
            to.Write(version.Version);
        });
        Write(to, submission.DeadLetterUpdates, static (to, update) =>
        {
            to.Write(update.Number);
            to.Write((byte)update.State);
            to.Write(update.Attempts);
            WriteOrNull(to, update.Text);
            to.Write((byte)(update.Kind ?? 0));
            WriteOrNull(to, update.Reason);
        });
        Write(to, submission.Erased, Write);
        Write(to, submission.Redacted, static (to, redaction) =>
        {
            Write(to, redaction.Key);
            Write(to, redaction.Attributes, static (to, attribute) => to.Write(attribute));
        });
        Write(to, submission.Lifted, Write);
        to.Flush();
        return bytes.ToArray();
    }

    /// <summary>Decodes what <see cref="Encode"/> made.</summary>
    /// <exception cref="InvalidDataException">The bytes are of a later version than this program.</exception>
    public static Submission Decode(byte[] bytes)
    {
        using var from = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        byte version = from.ReadByte();
        if (version != Version)
        {
            throw new InvalidDataException($"A submission of version {version} came from another silo; this program reads version {Version}: upgrade it.");
        }

        var origin = new ChangeOrigin((ChangeKind)from.ReadByte(), from.ReadString(), from.ReadString(), from.ReadString());
        SourceRecord[] upserts = Read(from, static from =>
        {
            RecordKey key = ReadKey(from);
            byte[] content = from.ReadBytes(from.Read7BitEncodedInt());
            return new SourceRecord(key, RecordContent.Decode(content), from.ReadString());
        });
        return new Submission
        {
            Batch = new InputBatch
            {
                Upserts = upserts,
                Deletes = Read(from, ReadKey),
                Judgements = Read(from, static from => new Judgement(
                    ReadPair(from), (JudgementKind)from.ReadByte(), from.ReadString(), from.ReadString(), new DateTimeOffset(from.ReadInt64(), TimeSpan.Zero))),
                Revocations = Read(from, ReadPair),
            },
            Origin = origin,
            DeadLetters = Read(from, ReadLetter),
            Checkpoint = from.ReadBoolean()
                ? new LoadCheckpoint(from.ReadString(), from.ReadString(), from.ReadInt64(), from.ReadInt64(), from.ReadInt64(), from.ReadBoolean())
                : null,
            Idempotency = from.ReadBoolean() ? new IdempotencyToken(ReadBytes(from), ReadBytes(from)) : null,
            Versions = Read(from, static from => new SourceVersion(ReadKey(from), from.ReadString())),
            DeadLetterUpdates = Read(from, static from => new DeadLetterUpdate(from.ReadInt64(), (DeadLetterState)from.ReadByte(), from.ReadInt32())
            {
                Text = ReadOrNull(from),
                Kind = from.ReadByte() is var kind and not 0 ? (DeadLetterKind)kind : null,
                Reason = ReadOrNull(from),
            }),
            Erased = Read(from, ReadKey),
            Redacted = Read(from, static from => new RecordRedaction(ReadKey(from), Read(from, static from => from.ReadString()))),
            Lifted = Read(from, ReadKey),
        };
    }

    private static void Write(BinaryWriter to, DeadLetter letter)
    {
        to.Write(letter.Source);
        to.Write(letter.Input);
        to.Write(letter.Line);
        to.Write((byte)letter.Kind);
        to.Write(letter.Reason);
        to.Write(letter.Raw);
        to.Write(letter.Context);
        to.Write(letter.Headers);
        to.Write7BitEncodedInt(letter.Attempts);
    }

    private static DeadLetter ReadLetter(BinaryReader from) =>
        new(from.ReadString(), from.ReadString(), from.ReadInt64(), (DeadLetterKind)from.ReadByte(), from.ReadString(), from.ReadString())
        {
            Context = from.ReadString(),
            Headers = from.ReadString(),
            Attempts = from.Read7BitEncodedInt(),
        };

    private static void Write(BinaryWriter to, RecordKey key)
    {
        to.Write(key.Source);
        to.Write(key.RecordId);
    }

    private static RecordKey ReadKey(BinaryReader from) => new(from.ReadString(), from.ReadString());

    private static void Write(BinaryWriter to, RecordPair pair)
    {
        Write(to, pair.Left);
        Write(to, pair.Right);
    }

    private static RecordPair ReadPair(BinaryReader from) => new(ReadKey(from), ReadKey(from));

    private static void Write(BinaryWriter to, byte[] bytes)
    {
        to.Write7BitEncodedInt(bytes.Length);
        to.Write(bytes);
    }

    private static byte[] ReadBytes(BinaryReader from) => from.ReadBytes(from.Read7BitEncodedInt());

    private static void WriteOrNull(BinaryWriter to, string? text)
    {
        to.Write(text is not null);
        to.Write(text ?? "");
    }

    private static string? ReadOrNull(BinaryReader from)
    {
        bool isThere = from.ReadBoolean();
        string text = from.ReadString();
        return isThere ? text : null;
    }

    private static void Write<T>(BinaryWriter to, IReadOnlyList<T> items, Action<BinaryWriter, T> write)
    {
        to.Write7BitEncodedInt(items.Count);
        foreach (T item in items)
        {
            write(to, item);
        }
    }

    private static T[] Read<T>(BinaryReader from, Func<BinaryReader, T> read)
    {
        var items = new T[from.Read7BitEncodedInt()];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = read(from);
        }

        return items;
    }
}
