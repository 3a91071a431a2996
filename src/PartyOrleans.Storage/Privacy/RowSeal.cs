using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace PartyOrleans.Storage.Privacy;

/// <summary>What kind of row is sealed; part of what its seal and commitment bind. Values are stored and never change.</summary>
internal enum SealedKind : byte
{
    /// <summary>Content of a record.</summary>
    Record = 1,

    /// <summary>Raw text of a record.</summary>
    Payload = 2,

    /// <summary>A golden version.</summary>
    Golden = 3,

    /// <summary>The record moves of an event.</summary>
    Event = 4,

    /// <summary>Author and reason of a judgement.</summary>
    Judgement = 5,

    /// <summary>Reason and raw text of a dead letter.</summary>
    DeadLetter = 6,

    /// <summary>A page of the blocks of a cluster's shard.</summary>
    Blocks = 7,
}

/// <summary>
/// Rows sealed under keys of their own. A sealed row is: 1, data key (4 bytes, little-endian), salt (16 random bytes), commitment (16),
/// authentication tag (16), ciphertext (AES-256-GCM). The row's key is derived from data key and salt (NIST SP 800-56C, one-step with
/// SHA-256), and seals nothing else, so the nonce is zero. Who destroys the salt destroys the row: all that is left is 2 and the commitment,
/// the first 16 bytes of the SHA-256 of the store's chain key, kind, salt and what the row says. Without the salt it tells nothing, not even
/// to one who guesses the content; with it, it proves that the row was not changed.
/// </summary>
internal static class RowSeal
{
    /// <summary>Bytes of a commitment.</summary>
    public const int CommitmentBytes = 16;

    /// <summary>Bytes that sealing adds.</summary>
    public const int Overhead = TextAt;

    private const byte Sealed = 1;
    private const byte Shredded = 2;
    private const int KeyAt = 1;
    private const int SaltAt = 5;
    private const int SaltBytes = 16;
    private const int CommitmentAt = SaltAt + SaltBytes;
    private const int TagAt = CommitmentAt + CommitmentBytes;
    private const int TagBytes = 16;
    private const int TextAt = TagAt + TagBytes;
    private const int PoolBytes = 4096;

    private static readonly byte[] Nonce = new byte[12];

    [ThreadStatic]
    private static byte[]? pool;

    [ThreadStatic]
    private static int poolUsed;

    /// <summary>Kept by each thread, since making one costs as much as hashing a row; it holds nothing between two hashes.</summary>
    [ThreadStatic]
    private static IncrementalHash? sha256;

    /// <summary>Seals what a row says.</summary>
    /// <param name="to">Gets the sealed row: as long as the text and <see cref="Overhead"/>; must not overlap the text.</param>
    /// <param name="text">What the row says.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="owner">What it belongs to: it opens only with the same.</param>
    /// <param name="keys">The store's keys.</param>
    public static void Seal(Span<byte> to, ReadOnlySpan<byte> text, SealedKind kind, ReadOnlySpan<byte> owner, StoreKeys keys)
    {
        NextSalt(to.Slice(SaltAt, SaltBytes));
        Commit(to.Slice(CommitmentAt, CommitmentBytes), to.Slice(SaltAt, SaltBytes), text, kind, owner, keys);
        Encrypt(to, text, kind, owner, keys);
    }

    /// <summary>A sealed row.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> text, SealedKind kind, ReadOnlySpan<byte> owner, StoreKeys keys)
    {
        byte[] row = new byte[text.Length + Overhead];
        Seal(row, text, kind, owner, keys);
        return row;
    }

    /// <summary>Seals the same text by the newest data key: salt and commitment stay.</summary>
    public static byte[] Reseal(ReadOnlySpan<byte> row, SealedKind kind, ReadOnlySpan<byte> owner, StoreKeys keys)
    {
        byte[] text = Open(row, kind, owner, keys) ?? throw new ArgumentException("A shredded row cannot be sealed again.", nameof(row));
        byte[] renewed = row.ToArray();
        Encrypt(renewed, text, kind, owner, keys);
        return renewed;
    }

    /// <summary>What a row says, or null where it was shredded.</summary>
    /// <exception cref="StoreException">The row was altered, or belongs to something else.</exception>
    public static byte[]? Open(ReadOnlySpan<byte> row, SealedKind kind, ReadOnlySpan<byte> owner, StoreKeys keys)
    {
        byte[] text = new byte[TextBytes(row)];
        return TryOpen(row, text, kind, owner, keys) ? text : null;
    }

    /// <summary>Length of what a row says; 0 where it was shredded.</summary>
    public static int TextBytes(ReadOnlySpan<byte> row) => Math.Max(0, row.Length - Overhead);

    /// <summary>Opens a row into memory of the caller's.</summary>
    /// <param name="row">The sealed row.</param>
    /// <param name="text">Gets what it says; as long as <see cref="TextBytes"/> tells.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="owner">What it belongs to.</param>
    /// <param name="keys">The store's keys.</param>
    /// <returns>False where it was shredded.</returns>
    /// <exception cref="StoreException">The row was altered, or belongs to something else.</exception>
    public static bool TryOpen(ReadOnlySpan<byte> row, Span<byte> text, SealedKind kind, ReadOnlySpan<byte> owner, StoreKeys keys)
    {
        if (IsShredded(row))
        {
            return false;
        }

        if (row.Length < Overhead || row[0] != Sealed)
        {
            throw Altered(kind);
        }

        Span<byte> key = stackalloc byte[32];
        Derive(key, keys.Data(KeyOf(row)), row.Slice(SaltAt, SaltBytes));
        Span<byte> bound = stackalloc byte[256];
        bound = Bind(bound, kind, owner);
        try
        {
            using var cipher = new AesGcm(key, TagBytes);
            cipher.Decrypt(Nonce, row[TextAt..], row.Slice(TagAt, TagBytes), text, bound);
        }
        catch (CryptographicException)
        {
            throw Altered(kind);
        }

        return true;
    }

    /// <summary>Whether an open row's commitment is that of what it says.</summary>
    public static bool IsTrue(ReadOnlySpan<byte> row, ReadOnlySpan<byte> text, SealedKind kind, ReadOnlySpan<byte> owner, StoreKeys keys)
    {
        Span<byte> commitment = stackalloc byte[CommitmentBytes];
        Commit(commitment, row.Slice(SaltAt, SaltBytes), text, kind, owner, keys);
        return commitment.SequenceEqual(CommitmentOf(row));
    }

    /// <summary>What is left of a row whose salt is destroyed.</summary>
    public static byte[] Shred(ReadOnlySpan<byte> row) => [Shredded, .. CommitmentOf(row)];

    /// <summary>Whether a row's salt was destroyed.</summary>
    public static bool IsShredded(ReadOnlySpan<byte> row) => row.Length == 1 + CommitmentBytes && row[0] == Shredded;

    /// <summary>The commitment of a row, shredded or not.</summary>
    public static ReadOnlySpan<byte> CommitmentOf(ReadOnlySpan<byte> row) =>
        IsShredded(row) ? row[1..] : row.Length >= Overhead ? row.Slice(CommitmentAt, CommitmentBytes) : throw Altered(SealedKind.Record);

    /// <summary>The data key that a row is sealed by; 0 where it is shredded.</summary>
    public static int KeyOf(ReadOnlySpan<byte> row) => IsShredded(row) ? 0 : BinaryPrimitives.ReadInt32LittleEndian(row[KeyAt..]);

    private static void Encrypt(Span<byte> row, ReadOnlySpan<byte> text, SealedKind kind, ReadOnlySpan<byte> owner, StoreKeys keys)
    {
        row[0] = Sealed;
        BinaryPrimitives.WriteInt32LittleEndian(row[KeyAt..], keys.Current);
        Span<byte> key = stackalloc byte[32];
        Derive(key, keys.Data(keys.Current), row.Slice(SaltAt, SaltBytes));
        Span<byte> bound = stackalloc byte[256];
        bound = Bind(bound, kind, owner);
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(Nonce, text, row[TextAt..], row.Slice(TagAt, TagBytes), bound);
    }

    private static void Derive(Span<byte> key, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> salt)
    {
        Span<byte> input = stackalloc byte[4 + 32 + SaltBytes];
        BinaryPrimitives.WriteInt32BigEndian(input, 1);
        secret.CopyTo(input[4..]);
        salt.CopyTo(input[36..]);
        Hash(input, key);
    }

    [SkipLocalsInit]
    private static void Commit(
        Span<byte> to, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> text, SealedKind kind, ReadOnlySpan<byte> owner, StoreKeys keys)
    {
        int length = 32 + SaltBytes + 5 + owner.Length + text.Length;
        Span<byte> input = length <= 2048 ? stackalloc byte[2048] : new byte[length];
        keys.Chain.CopyTo(input);
        salt.CopyTo(input[32..]);
        input[48] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(input[49..], owner.Length);
        owner.CopyTo(input[53..]);
        text.CopyTo(input[(53 + owner.Length)..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(input[..length], hash);
        hash[..CommitmentBytes].CopyTo(to);
    }

    private static void Hash(ReadOnlySpan<byte> input, Span<byte> to)
    {
        IncrementalHash hash = sha256 ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(input);
        hash.GetHashAndReset(to);
    }

    private static Span<byte> Bind(Span<byte> bound, SealedKind kind, ReadOnlySpan<byte> owner)
    {
        bound = owner.Length < bound.Length ? bound[..(owner.Length + 1)] : new byte[owner.Length + 1];
        bound[0] = (byte)kind;
        owner.CopyTo(bound[1..]);
        return bound;
    }

    /// <summary>Random bytes are drawn for many rows at once.</summary>
    private static void NextSalt(Span<byte> salt)
    {
        pool ??= new byte[PoolBytes];
        if (poolUsed == 0)
        {
            RandomNumberGenerator.Fill(pool);
        }

        Span<byte> drawn = pool.AsSpan(poolUsed, SaltBytes);
        drawn.CopyTo(salt);
        drawn.Clear();
        poolUsed = (poolUsed + SaltBytes) % PoolBytes;
    }

    private static StoreException Altered(SealedKind kind) =>
        new($"A stored {kind} row was altered or moved: its seal does not fit. Run party verify, and restore the store from a backup.", isTransient: false);
}

/// <summary>The bytes by which sealed rows are bound to what they belong to.</summary>
internal static class RowOwner
{
    /// <summary>A record's.</summary>
    public static byte[] Of(Model.RecordKey key) => Of(key, []).ToArray();

    /// <summary>A record's, in memory of the caller's where that is long enough.</summary>
    public static ReadOnlySpan<byte> Of(Model.RecordKey key, Span<byte> room)
    {
        int bytes = Encoding.UTF8.GetByteCount(key.Source) + 1 + Encoding.UTF8.GetByteCount(key.RecordId);
        Span<byte> owner = bytes <= room.Length ? room[..bytes] : new byte[bytes];
        int source = Encoding.UTF8.GetBytes(key.Source, owner);
        owner[source] = 0;
        Encoding.UTF8.GetBytes(key.RecordId, owner[(source + 1)..]);
        return owner;
    }

    /// <summary>A party's.</summary>
    public static byte[] Of(Model.PartyId party) => Encoding.UTF8.GetBytes(party.Value);
}
