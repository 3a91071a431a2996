using PartyOrleans.Grains.Wire;

namespace PartyOrleans.Grains.Blocks;

/// <summary>
/// A shard's part of a turn. Within a silo it is handed over as it is; to another one it travels in one flat form, see <see cref="ShardPacks"/>, because a
/// turn has thousands of keys, and what a serializer says of the type and identity of each costs more than the keys.
/// </summary>
[GenerateSerializer]
[Immutable]
[Alias("party.shard-batch")]
public sealed class ShardBatch
{
    [NonSerialized]
    private byte[] _packed = [];

    [NonSerialized]
    private ShardTurn? _turn;

    [NonSerialized]
    private bool _erases;

    /// <summary>Makes it to be read from what travelled.</summary>
    public ShardBatch()
    {
    }

    /// <summary>Makes it of a turn.</summary>
    public ShardBatch(ShardTurn turn) => _turn = turn;

    /// <summary>The flat form.</summary>
    [Id(0)]
    public byte[] Packed
    {
        get => _turn is null ? _packed : ShardPacks.Pack(_turn);
        set => _packed = value;
    }

    /// <summary>Whether the turn erases, see <see cref="ShardTurn.Erases"/>.</summary>
    [Id(1)]
    public bool Erases
    {
        get => _turn?.Erases ?? _erases;
        set => _erases = value;
    }

    /// <summary>The turn.</summary>
    /// <exception cref="InvalidDataException">It is of a later version than this program.</exception>
    public ShardTurn ToTurn() => _turn ??= ShardPacks.UnpackTurn(_packed) with { Erases = _erases };
}

/// <summary>What a shard answers to its part of a turn; it travels as <see cref="ShardBatch"/> does.</summary>
[GenerateSerializer]
[Immutable]
[Alias("party.shard-finding")]
public sealed class ShardFinding
{
    [NonSerialized]
    private byte[] _packed = [];

    [NonSerialized]
    private ShardReply? _reply;

    /// <summary>Makes it to be read from what travelled.</summary>
    public ShardFinding()
    {
    }

    /// <summary>Makes it of an answer.</summary>
    public ShardFinding(ShardReply reply) => _reply = reply;

    /// <summary>The flat form.</summary>
    [Id(0)]
    public byte[] Packed
    {
        get => _reply is null ? _packed : ShardPacks.Pack(_reply);
        set => _packed = value;
    }

    /// <summary>The answer.</summary>
    /// <exception cref="InvalidDataException">It is of a later version than this program.</exception>
    public ShardReply ToReply() => _reply ??= ShardPacks.UnpackReply(_packed);
}

/// <summary>The flat forms of what turns say to shards and shards to turns; the first byte is the version.</summary>
internal static class ShardPacks
{
    private const byte Version = 1;
    private const int BytesOfKey = 24;
    private const int BytesOfEntry = 96;

    /// <summary>Packs a turn.</summary>
    public static byte[] Pack(ShardTurn turn)
    {
        var to = new PackWriter(64 + (turn.Entries.Length * BytesOfEntry) + turn.Contents.Sum(content => content.Content.Length + BytesOfKey + BytesOfKey));
        to.Byte(Version);
        to.Number(turn.Epoch);
        to.Number(turn.Number);
        to.Number(turn.Confirmed);
        to.Number(turn.Entries.Length);
        foreach (WireEntry entry in turn.Entries)
        {
            to.Key(entry.Record);
            to.Fixed(entry.Version);
            to.Blocks(entry.Left);
            to.Blocks(entry.Entered);
        }

        to.Number(turn.Contents.Length);
        foreach (WireContent content in turn.Contents)
        {
            to.Version(content.Record);
            to.Bytes(content.Content);
        }

        return to.ToArray();
    }

    /// <summary>Unpacks a turn.</summary>
    public static ShardTurn UnpackTurn(byte[] packed)
    {
        PackReader from = ReaderOf(packed);
        long epoch = from.Number();
        long number = from.Number();
        long confirmed = from.Number();
        var entries = new WireEntry[from.Count()];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = new WireEntry(from.Key(), from.Fixed(), from.Blocks(), from.Blocks());
        }

        var contents = new WireContent[from.Count()];
        for (int i = 0; i < contents.Length; i++)
        {
            contents[i] = new WireContent(from.Version(), from.Bytes());
        }

        return new ShardTurn(epoch, number, confirmed, entries, contents);
    }

    /// <summary>Packs an answer.</summary>
    public static byte[] Pack(ShardReply reply)
    {
        var to = new PackWriter(64 + (reply.Members.Length * (BytesOfKey + sizeof(ulong))) + reply.Candidates.Sum(places => 1 + (2 * places.Length)));
        to.Byte(Version);
        to.Number(reply.Members.Length);
        foreach (WireMember member in reply.Members)
        {
            to.Version(member.Record);
            to.Byte(member.IsCommitted ? (byte)1 : (byte)0);
        }

        to.Number(reply.Candidates.Length);
        foreach (int[] places in reply.Candidates)
        {
            to.Number(places.Length);
            foreach (int place in places)
            {
                to.Number(place);
            }
        }

        to.Number(reply.Crossed.Length);
        foreach (WireCrossed crossed in reply.Crossed)
        {
            to.Blocks([crossed.Block]);
            to.Byte(crossed.Grew ? (byte)1 : (byte)0);
            to.Number(crossed.Members.Length);
            foreach (WireKey member in crossed.Members)
            {
                to.Key(member);
            }
        }

        return to.ToArray();
    }

    /// <summary>Unpacks an answer.</summary>
    public static ShardReply UnpackReply(byte[] packed)
    {
        PackReader from = ReaderOf(packed);
        var members = new WireMember[from.Count()];
        for (int i = 0; i < members.Length; i++)
        {
            members[i] = new WireMember(from.Version(), from.Byte() != 0);
        }

        int[][] candidates = new int[from.Count()][];
        for (int i = 0; i < candidates.Length; i++)
        {
            int[] places = candidates[i] = new int[from.Count()];
            for (int j = 0; j < places.Length; j++)
            {
                places[j] = from.Count();
            }
        }

        var crossed = new WireCrossed[from.Count()];
        for (int i = 0; i < crossed.Length; i++)
        {
            long block = from.Blocks()[0];
            bool grew = from.Byte() != 0;
            var keys = new WireKey[from.Count()];
            for (int j = 0; j < keys.Length; j++)
            {
                keys[j] = from.Key();
            }

            crossed[i] = new WireCrossed(block, grew, keys);
        }

        return new ShardReply(members, candidates, crossed);
    }

    private static PackReader ReaderOf(byte[] packed)
    {
        var from = new PackReader(packed);
        byte version = from.Byte();
        return version == Version
            ? from
            : throw new InvalidDataException($"What a silo said to a shard, or a shard to it, is of version {version}; this program reads version {Version}: upgrade it.");
    }
}
