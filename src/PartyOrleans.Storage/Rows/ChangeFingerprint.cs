using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using PartyOrleans.Model;

namespace PartyOrleans.Storage.Rows;

/// <summary>
/// Tells a change that is committed a second time, because its first commit's outcome was unclear, from a new one:
/// the SHA-256 of all that it says (of contents and golden records their own hashes).
/// </summary>
internal static class ChangeFingerprint
{
    private const int ChunkItems = 8192;

    /// <summary>The 32 bytes of a change.</summary>
    public static byte[] Of(HubChange change)
    {
        var digests = new ArrayBufferWriter<byte>(1024);
        Add(digests, change.Upserted, static (to, record) =>
        {
            Put(to, record.Key);
            Put(to, record.ContentHash);
            Put(to, record.Party.Value);
        });
        Add(digests, change.Deleted, static (to, key) => Put(to, key));
        Add(digests, change.Moved, static (to, move) =>
        {
            Put(to, move.Key);
            Put(to, move.Value.Value);
        });
        Add(digests, change.Golden, static (to, golden) =>
        {
            Put(to, golden.Party.Value);
            Put(to, golden.ContentHash);
        });
        Add(digests, change.Retired, static (to, retired) =>
        {
            Put(to, retired.Key.Value);
            Put(to, retired.Value?.Value);
        });
        Add(digests, change.ReviewsOpened, static (to, review) =>
        {
            Put(to, review.Pair);
            Put(to, BitConverter.DoubleToInt64Bits(review.WeightBits));
            Put(to, BitConverter.DoubleToInt64Bits(review.Probability));
        });
        Add(digests, change.ReviewsClosed, static (to, pair) => Put(to, pair));
        Add(digests, change.Judged, static (to, judgement) =>
        {
            Put(to, judgement.Pair);
            Put(to, (long)judgement.Kind);
            Put(to, judgement.Author);
            Put(to, judgement.Reason);
            Put(to, judgement.At.UtcTicks);
        });
        Add(digests, change.Revoked, static (to, pair) => Put(to, pair));
        Add(digests, change.Events, static (to, happened) =>
        {
            Put(to, happened.Party.Value);
            Put(to, (long)happened.Kind);
            Put(to, happened.Other?.Value);
            Put(to, happened.Records.Count);
            for (int i = 0; i < happened.Records.Count; i++)
            {
                Put(to, happened.Records[i]);
            }
        });
        Add(digests, change.DeadLetters, static (to, letter) => Put(to, Of(letter)));
        Add(digests, change.Erased, static (to, key) => Put(to, key));
        Add(digests, change.Redacted, static (to, redaction) =>
        {
            Put(to, redaction.Key);
            Put(to, redaction.Attributes.Count);
            for (int i = 0; i < redaction.Attributes.Count; i++)
            {
                Put(to, redaction.Attributes[i]);
            }
        });
        Add(digests, change.Lifted, static (to, key) => Put(to, key));
        if (change.Checkpoint is { } checkpoint)
        {
            Put(digests, checkpoint.Input);
            Put(digests, checkpoint.Fingerprint);
            Put(digests, checkpoint.RecordsDone);
            Put(digests, checkpoint.Accepted);
            Put(digests, checkpoint.Rejected);
            Put(digests, checkpoint.Complete ? 1 : 0);
        }

        foreach (KeptAnswer answer in change.Answers)
        {
            Put(digests, answer.Key);
            Put(digests, answer.Request);
        }

        if (change.Activated is { } bundle)
        {
            Put(digests, bundle.Sha256);
        }

        AddSources(digests, change);
        return SHA256.HashData(digests.WrittenSpan);
    }

    /// <summary>Of what a change says of sources nothing is added where it says nothing.</summary>
    private static void AddSources(ArrayBufferWriter<byte> digests, HubChange change)
    {
        if (change.Positions.Count + change.Versions.Count + change.DeadLetterUpdates.Count == 0)
        {
            return;
        }

        Add(digests, change.Positions, static (to, position) =>
        {
            Put(to, position.Stream);
            Put(to, position.Next);
        });
        Add(digests, change.Versions, static (to, version) =>
        {
            Put(to, version.Key);
            Put(to, version.Version);
        });
        Add(digests, change.DeadLetterUpdates, static (to, update) =>
        {
            Put(to, update.Number);
            Put(to, (long)update.State);
            Put(to, update.Attempts);
            Put(to, update.Text);
            Put(to, (long)(update.Kind ?? 0));
            Put(to, update.Reason);
        });
    }

    /// <summary>The identity of a pair, 16 bytes.</summary>
    public static byte[] Of(RecordPair pair)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        Put(bytes, pair);
        return SHA256.HashData(bytes.WrittenSpan)[..16];
    }

    /// <summary>The identity of a dead letter, 16 bytes: the same refusal of the same input is kept once.</summary>
    public static byte[] Of(DeadLetter letter)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        Put(bytes, letter.Source);
        Put(bytes, letter.Input);
        Put(bytes, letter.Line);
        Put(bytes, (long)letter.Kind);
        Put(bytes, letter.Reason);
        Put(bytes, letter.Raw);
        return SHA256.HashData(bytes.WrittenSpan)[..16];
    }

    private static void Add<T>(ArrayBufferWriter<byte> digests, IReadOnlyList<T> items, Action<ArrayBufferWriter<byte>, T> put)
    {
        Put(digests, items.Count);
        int chunks = (items.Count + ChunkItems - 1) / ChunkItems;
        var bytes = new ArrayBufferWriter<byte>(chunks == 0 ? 1 : 4096);
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            digests.Write(HashChunk(chunk));
        }

        byte[] HashChunk(int chunk)
        {
            bytes.ResetWrittenCount();
            int end = Math.Min(items.Count, (chunk + 1) * ChunkItems);
            for (int i = chunk * ChunkItems; i < end; i++)
            {
                put(bytes, items[i]);
            }

            return SHA256.HashData(bytes.WrittenSpan);
        }
    }

    private static void Put(ArrayBufferWriter<byte> to, RecordPair pair)
    {
        Put(to, pair.Left);
        Put(to, pair.Right);
    }

    private static void Put(ArrayBufferWriter<byte> to, RecordKey key)
    {
        Put(to, key.Source);
        Put(to, key.RecordId);
    }

    private static void Put(ArrayBufferWriter<byte> to, string? text)
    {
        Put(to, text?.Length ?? -1);
        to.Write(MemoryMarshal.AsBytes(text.AsSpan()));
    }

    private static void Put(ArrayBufferWriter<byte> to, byte[] bytes)
    {
        Put(to, bytes.Length);
        to.Write(bytes);
    }

    private static void Put(ArrayBufferWriter<byte> to, long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(to.GetSpan(8), number);
        to.Advance(8);
    }
}
