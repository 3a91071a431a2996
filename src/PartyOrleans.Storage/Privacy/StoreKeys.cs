using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using PartyOrleans.Model;

namespace PartyOrleans.Storage.Privacy;

/// <summary>What a key of a store is for. Values are stored and never change.</summary>
internal enum KeyPurpose : byte
{
    /// <summary>Rows are sealed by keys derived from it; replaced by rotation.</summary>
    Data = 1,

    /// <summary>Commitments of rows are keyed by it; kept as long as the store.</summary>
    Chain = 2,

    /// <summary>The blind index of identifiers, and the digests under which dead letters are known.</summary>
    Index = 3,

    /// <summary>The digests by which erased records are recognised when they come again.</summary>
    Suppression = 4,

    /// <summary>ECDSA P-256, PKCS #8: signs receipts of erasure.</summary>
    Signing = 5,
}

/// <summary>A key as the store keeps it.</summary>
internal sealed record StoredKey(int Id, KeyPurpose Purpose, WrappedKey Wrapped, DateTimeOffset Created);

/// <summary>The unwrapped keys of an open store. Immutable; a rotation makes another one.</summary>
internal sealed class StoreKeys
{
    /// <summary>Bytes of a keyed digest of a record key.</summary>
    public const int DigestBytes = 16;

    private readonly FrozenDictionary<int, byte[]> _data;
    private readonly byte[] _chain;
    private readonly byte[] _index;
    private readonly byte[] _suppression;
    private readonly byte[] _signing;

    /// <summary>Makes them of id, purpose and secret each; the data key of the greatest id seals.</summary>
    public StoreKeys(IReadOnlyList<(int Id, KeyPurpose Purpose, byte[] Secret)> keys)
    {
        _data = keys.Where(key => key.Purpose == KeyPurpose.Data).ToFrozenDictionary(key => key.Id, key => key.Secret);
        Current = _data.Keys.Max();
        _chain = Of(KeyPurpose.Chain);
        _index = Of(KeyPurpose.Index);
        _suppression = Of(KeyPurpose.Suppression);
        _signing = Of(KeyPurpose.Signing);

        byte[] Of(KeyPurpose purpose) => keys.Where(key => key.Purpose == purpose).MaxBy(key => key.Id).Secret
            ?? throw new StoreException($"The store lacks its key for {purpose}: restore it from a backup.", isTransient: false);
    }

    /// <summary>The data key that new rows are sealed by.</summary>
    public int Current { get; }

    /// <summary>The key of commitments, 32 bytes.</summary>
    public ReadOnlySpan<byte> Chain => _chain;

    /// <summary>Fresh secrets for a new store.</summary>
    public static IEnumerable<(KeyPurpose Purpose, byte[] Secret)> Generate()
    {
        foreach (KeyPurpose purpose in new[] { KeyPurpose.Data, KeyPurpose.Chain, KeyPurpose.Index, KeyPurpose.Suppression })
        {
            yield return (purpose, RandomNumberGenerator.GetBytes(32));
        }

        using var signing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        yield return (KeyPurpose.Signing, signing.ExportPkcs8PrivateKey());
    }

    /// <summary>A data key, 32 bytes.</summary>
    /// <exception cref="StoreException">There is none of that number.</exception>
    public ReadOnlySpan<byte> Data(int id) => _data.TryGetValue(id, out byte[]? key)
        ? key
        : throw new StoreException($"A row is sealed by data key {id}, which the store does not have: restore it from a backup.", isTransient: false);

    /// <summary>The digest by which an erased record is recognised, 16 bytes: nothing about the record without the store's key.</summary>
    public byte[] SuppressionDigest(RecordKey key) =>
        HMACSHA256.HashData(_suppression, Encoding.UTF8.GetBytes($"{key.Source}\0{key.RecordId}"))[..DigestBytes];

    /// <summary>The place of an identifier in the blind index: a keyed hash of type and standardised value, 64 bits; equal ones may still differ.</summary>
    public long IndexDigest(string type, string standardised) => BitConverter.ToInt64(
        HMACSHA256.HashData(_index, Encoding.UTF8.GetBytes($"{type}\0{standardised}")));

    /// <summary>A keyed digest of bytes that say nothing without the store's key, 16 bytes.</summary>
    public byte[] Blind(ReadOnlySpan<byte> bytes) => HMACSHA256.HashData(_index, bytes)[..DigestBytes];

    /// <summary>The key that signs receipts; to be disposed of.</summary>
    public ECDsa OpenSigningKey()
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(_signing, out _);
        return key;
    }
}
