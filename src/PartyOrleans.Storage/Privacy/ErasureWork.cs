using System.Security.Cryptography;
using PartyOrleans.Model;
using PartyOrleans.Storage.History;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.Privacy;

/// <summary>What an erasure makes of each row, whatever store keeps it, and the account of it.</summary>
internal sealed class ErasureWork(HubChange change, SymbolTable symbols, StoreKeys keys)
{
    private readonly HashSet<RecordKey> _erased = [.. change.Erased];
    private readonly Dictionary<RecordKey, HashSet<string>> _redacted =
        change.Redacted.ToDictionary(redaction => redaction.Key, redaction => redaction.Attributes.ToHashSet(StringComparer.Ordinal));
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly List<ErasedRow> _rows = [];

    /// <summary>The rows touched so far, in the order in which they were.</summary>
    public IReadOnlyList<ErasedRow> Rows => _rows;

    /// <summary>The records that lose attributes.</summary>
    public IEnumerable<RecordKey> Redacted => _redacted.Keys;

    /// <summary>What stands in the place of an erased record's id.</summary>
    public string Mark(RecordKey key) => "erased:" + Convert.ToHexStringLower(keys.SuppressionDigest(key));

    /// <summary>Notes a sealed row that was shredded or made anew.</summary>
    public void Touched(SealedKind kind, long id, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        _rows.Add(new ErasedRow((long)kind, id, RowSeal.CommitmentOf(before).ToArray(), RowSeal.CommitmentOf(after).ToArray()));
        Count(kind.ToString().ToLowerInvariant(), 1);
    }

    /// <summary>Notes rows that are no part of the chain.</summary>
    public void Count(string kind, long rows)
    {
        if (rows > 0)
        {
            _counts[kind] = _counts.GetValueOrDefault(kind) + rows;
        }
    }

    /// <summary>Notes the records that are refused from now on.</summary>
    /// <returns>Their digests, in the order of the change.</returns>
    public byte[][] Suppress()
    {
        byte[][] digests = [.. change.Erased.Select(keys.SuppressionDigest)];
        _rows.AddRange(digests.Select(digest => new ErasedRow(ErasureDigest.Suppressed, 0, digest, digest)));
        return digests;
    }

    /// <summary>The signed receipt; empty where attributes alone were dropped.</summary>
    /// <param name="commit">The commit that erases.</param>
    /// <param name="head">Head of the chain with the erasure.</param>
    public string Receipt(CommitInfo commit, ReadOnlySpan<byte> head)
    {
        if (change.Erased.Count == 0)
        {
            return string.Empty;
        }

        var statement = new ErasureStatement(
            commit.Number, commit.At, commit.Origin.Actor, commit.Origin.Reason,
            [.. change.Retired.Select(retired => retired.Key.Value).Order(StringComparer.Ordinal)],
            [.. change.Erased.Select(key => Convert.ToHexStringLower(keys.SuppressionDigest(key))).Order(StringComparer.Ordinal)],
            [.. _counts],
            Convert.ToHexStringLower(head));
        using ECDsa signing = keys.OpenSigningKey();
        return ErasureReceipt.Sign(statement, signing);
    }

    /// <summary>The places of a record's identifiers in the blind index; none where the row was shredded.</summary>
    public IReadOnlyList<long> PlacesOf(RecordKey key, ReadOnlySpan<byte> row)
    {
        if (RowSeal.Open(row, SealedKind.Record, RowOwner.Of(key), keys) is not { } text)
        {
            return [];
        }

        long[] places = [.. BlindIndex.PlacesOf(text.AsSpan(RecordRow.HashBytes), keys)];
        CryptographicOperations.ZeroMemory(text);
        return places;
    }

    /// <summary>What a record said, without the attributes that it loses.</summary>
    /// <returns>The new row and the places in the blind index that go with it; null where nothing changes.</returns>
    public (byte[] Row, IReadOnlyList<long> Places)? Redact(RecordKey key, ReadOnlySpan<byte> row)
    {
        HashSet<string> attributes = _redacted[key];
        byte[] owner = RowOwner.Of(key);
        if (RowSeal.Open(row, SealedKind.Record, owner, keys) is not { } text)
        {
            return null;
        }

        AttributeValue[] values = RecordContent.Decode(text.AsSpan(RecordRow.HashBytes));
        AttributeValue[] rest = [.. values.Where(value => !attributes.Contains(value.Attribute))];
        if (rest.Length == values.Length)
        {
            return null;
        }

        byte[] content = RecordContent.Encode(rest);
        long[] places = [.. BlindIndex.PlacesOf(text.AsSpan(RecordRow.HashBytes), keys).Except(BlindIndex.PlacesOf(content, keys))];
        return (RowSeal.Seal([.. RecordContent.Hash(content, string.Empty), .. content], SealedKind.Record, owner, keys), places);
    }

    /// <summary>A golden version without what came from the erased records; null where nothing did.</summary>
    public byte[]? Without(PartyId party, byte[] row)
    {
        if (GoldenRow.Open(party, row, symbols.Current, keys) is not { } golden
            || (!golden.Records.Any(_erased.Contains) && !golden.Cells.Any(Goes)))
        {
            return null;
        }

        RecordKey[] records = [.. golden.Records.Where(key => !_erased.Contains(key))];
        if (records.Length == 0)
        {
            return RowSeal.Shred(row);
        }

        GoldenCell[] cells = [.. golden.Cells.Where(cell => !Goes(cell))];
        var buffer = new RowBuffer();
        var rest = new GoldenRecord(party, golden.Type, records, cells, new byte[RecordRow.HashBytes]);
        GoldenRow.TryWrite(buffer, rest, symbols.Current);
        byte[] hash = SHA256.HashData(buffer[0])[..RecordRow.HashBytes];
        buffer.Clear();
        GoldenRow.TryWrite(buffer, rest with { ContentHash = hash }, symbols.Current, keys);
        return buffer[0].ToArray();
    }

    /// <summary>A list of an event's records without the erased ones; null where none of them is among them.</summary>
    public byte[]? WithoutKeys(PartyId party, byte[] row)
    {
        RecordKey[] all = EventRow.Open(party, row, symbols.Current, keys);
        RecordKey[] rest = [.. all.Where(key => !_erased.Contains(key))];
        if (rest.Length == all.Length)
        {
            return null;
        }

        if (rest.Length == 0)
        {
            return RowSeal.Shred(row);
        }

        var buffer = new RowBuffer();
        EventRow.TryWrite(buffer, new PartyEvent(party, PartyEventKind.Changed, null, rest), symbols.Current, keys);
        return buffer[0].ToArray();
    }

    /// <summary>Whether a raw text holds a record id as a word of its own.</summary>
    public static bool Names(string raw, string recordId)
    {
        for (int at = raw.IndexOf(recordId, StringComparison.Ordinal); at >= 0; at = raw.IndexOf(recordId, at + 1, StringComparison.Ordinal))
        {
            int end = at + recordId.Length;
            if ((at == 0 || !char.IsLetterOrDigit(raw[at - 1])) && (end == raw.Length || !char.IsLetterOrDigit(raw[end])))
            {
                return true;
            }
        }

        return false;
    }

    private bool Goes(GoldenCell cell) =>
        _erased.Contains(cell.From) || (_redacted.TryGetValue(cell.From, out HashSet<string>? attributes) && attributes.Contains(cell.Attribute));
}
