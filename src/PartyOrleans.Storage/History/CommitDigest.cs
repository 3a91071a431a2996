using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using PartyOrleans.Model;

namespace PartyOrleans.Storage.History;

/// <summary>What a link of the chain stands for. Values are stored and never change.</summary>
internal enum ChainKind : byte
{
    /// <summary>The start: commits up to its subject were made before there was a chain.</summary>
    Start = 0,

    /// <summary>A commit.</summary>
    Commit = 1,

    /// <summary>A bundle became the active one.</summary>
    Activation = 2,

    /// <summary>Rows were shredded or made anew without what had to go.</summary>
    Erasure = 3,

    /// <summary>An erased record may come again.</summary>
    Lift = 4,
}

/// <summary>
/// The digest of one commit: of its header, and of what each of its rows commits to. It holds no value of any record, only commitments that
/// tell nothing without the rows' salts, so that shredding a row and sealing it by another key leave it as it is.
/// </summary>
internal sealed class CommitDigest
{
    private readonly ArrayBufferWriter<byte> _golden = new();
    private readonly ArrayBufferWriter<byte> _events = new();
    private readonly ArrayBufferWriter<byte> _ended = new();
    private readonly ArrayBufferWriter<byte> _moves = new();
    private readonly ArrayBufferWriter<byte> _judged = new();
    private readonly List<(long Record, UInt128 Commitment)> _records = [];
    private readonly List<(long Record, long Party)> _places = [];
    private readonly List<long> _revoked = [];

    /// <summary>Adds a golden version; in the order of ids.</summary>
    public void AddGolden(long id, long party, long previous, ReadOnlySpan<byte> commitment)
    {
        Put(_golden, id);
        Put(_golden, party);
        Put(_golden, previous);
        _golden.Write(commitment);
    }

    /// <summary>Adds an event; in the order of ids.</summary>
    public void AddEvent(long id, long party, long previous, long kind, long other, ReadOnlySpan<byte> commitment)
    {
        Put(_events, id);
        Put(_events, party);
        Put(_events, previous);
        Put(_events, kind);
        Put(_events, other);
        _events.Write(commitment);
    }

    /// <summary>Adds what a record says from this commit on; in any order.</summary>
    public void AddRecord(long record, ReadOnlySpan<byte> commitment) => _records.Add((record, BinaryPrimitives.ReadUInt128LittleEndian(commitment)));

    /// <summary>Adds the party that a record belongs to from this commit on; in any order.</summary>
    public void AddPlace(long record, long party) => _places.Add((record, party));

    /// <summary>Adds that what a record said since a commit ended with this one; in the order of its rows.</summary>
    public void AddPast(long record, long since)
    {
        Put(_ended, record);
        Put(_ended, since);
    }

    /// <summary>Adds that a record's stay in a party since a commit ended with this one; in the order of its rows.</summary>
    public void AddMove(long record, long party, long since)
    {
        Put(_moves, record);
        Put(_moves, party);
        Put(_moves, since);
    }

    /// <summary>Adds a judgement; in the order of ids.</summary>
    public void AddJudgement(long id, ReadOnlySpan<byte> commitment)
    {
        Put(_judged, id);
        _judged.Write(commitment);
    }

    /// <summary>Adds that a judgement ended; in any order.</summary>
    public void AddJudgementEnd(long id) => _revoked.Add(id);

    /// <summary>The 32 bytes.</summary>
    public byte[] Finish(CommitInfo commit)
    {
        var all = new ArrayBufferWriter<byte>();
        Put(all, commit.Number);
        Put(all, commit.At.UtcTicks);
        Put(all, (long)commit.Origin.Kind);
        Put(all, commit.Origin.Actor);
        Put(all, commit.Origin.Reason);
        Put(all, commit.Origin.TraceId);
        all.Write(SHA256.HashData(_golden.WrittenSpan));
        all.Write(SHA256.HashData(_events.WrittenSpan));
        all.Write(SHA256.HashData(_ended.WrittenSpan));
        all.Write(SHA256.HashData(_moves.WrittenSpan));
        all.Write(SHA256.HashData(_judged.WrittenSpan));
        Sort(_records);
        var records = new ArrayBufferWriter<byte>(Math.Max(1, (_records.Count * 24) + (_places.Count * 16)));
        foreach ((long record, UInt128 commitment) in _records)
        {
            Put(records, record);
            BinaryPrimitives.WriteUInt128LittleEndian(records.GetSpan(16), commitment);
            records.Advance(16);
        }

        Sort(_places);
        foreach ((long record, long party) in _places)
        {
            Put(records, record);
            Put(records, party);
        }

        _revoked.Sort();
        foreach (long id in _revoked)
        {
            Put(records, id);
        }

        Put(all, _records.Count);
        Put(all, _places.Count);
        all.Write(SHA256.HashData(records.WrittenSpan));
        return SHA256.HashData(all.WrittenSpan);
    }

    /// <summary>Sorts; what a first load adds is in order already.</summary>
    private static void Sort<T>(List<(long, T)> entries)
    {
        for (int i = 1; i < entries.Count; i++)
        {
            if (entries[i - 1].Item1 >= entries[i].Item1)
            {
                entries.Sort();
                return;
            }
        }
    }

    /// <summary>The head of the chain after a link.</summary>
    public static byte[] Link(ReadOnlySpan<byte> before, ChainKind kind, long subject, long atTicks, ReadOnlySpan<byte> digest)
    {
        var link = new ArrayBufferWriter<byte>(128);
        link.Write(before);
        Put(link, (long)kind);
        Put(link, subject);
        Put(link, atTicks);
        link.Write(digest);
        return SHA256.HashData(link.WrittenSpan);
    }

    /// <summary>Adds a number, 8 bytes.</summary>
    internal static void Put(ArrayBufferWriter<byte> to, long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(to.GetSpan(8), number);
        to.Advance(8);
    }

    /// <summary>Adds a text with its length.</summary>
    internal static void Put(ArrayBufferWriter<byte> to, string text)
    {
        Put(to, Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, to);
    }
}
