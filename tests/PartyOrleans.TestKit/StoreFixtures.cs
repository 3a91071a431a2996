using System.Security.Cryptography;
using System.Text;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.TestKit;

/// <summary>Small well-formed records, golden records and changes for tests of stores; the same arguments give the same values.</summary>
public static class StoreFixtures
{
    /// <summary>A key of the source <c>crm</c>.</summary>
    public static RecordKey Key(string recordId, string source = "crm") => new(source, recordId);

    /// <summary>A party's id.</summary>
    public static PartyId Party(string value) => new(value);

    /// <summary>A stored record with a name and an address.</summary>
    public static StoredRecord Record(string recordId, string party, string name = "Ann Lee", string payload = "", string source = "crm")
    {
        byte[] content = RecordContent.Encode(
        [
            new AttributeValue(Attributes.NameFull, name),
            new AttributeValue(Attributes.AddressCity, "Leeds"),
            new AttributeValue("loyalty_tier", "gold"),
        ]);
        return new StoredRecord(Key(recordId, source), content, payload, RecordContent.Hash(content, payload), Party(party));
    }

    /// <summary>A golden record of a person whose cells come from its first record.</summary>
    public static GoldenRecord Golden(string party, string name, params RecordKey[] records)
    {
        GoldenCell[] cells =
        [
            new(Attributes.NameFull, name, 0, records[0], "trust"),
            new(Attributes.AddressCity, "Leeds", 1, records[^1], "recency"),
        ];
        string text = name + "|" + string.Join('|', records.Select(key => key.ToString()));
        return new GoldenRecord(Party(party), PartyType.Person, records, cells, SHA256.HashData(Encoding.UTF8.GetBytes(text))[..16]);
    }

    /// <summary>An event.</summary>
    public static PartyEvent Event(string party, PartyEventKind kind, string? other, params RecordKey[] records) =>
        new(Party(party), kind, other is null ? null : Party(other), records);

    /// <summary>The change that a first record makes: a party of its own.</summary>
    public static HubChange Created(string recordId, string party, string name = "Ann Lee", string payload = "") => new()
    {
        Upserted = [Record(recordId, party, name, payload)],
        Golden = [Golden(party, name, Key(recordId))],
        Events = [Event(party, PartyEventKind.Created, null, Key(recordId))],
    };

    /// <summary>All items of a stream.</summary>
    public static async Task<List<T>> ToListAsync<T>(this IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (T item in items)
        {
            list.Add(item);
        }

        return list;
    }

    /// <summary>All records of a store, sorted by key.</summary>
    public static async Task<List<StoredRecord>> ReadAllRecordsAsync(this IPartyStore store, bool withPayload = true)
    {
        var records = new List<StoredRecord>();
        await foreach (IReadOnlyList<StoredRecord> batch in store.ReadRecordsAsync(withPayload, CancellationToken.None))
        {
            records.AddRange(batch);
        }

        records.Sort(static (a, b) => a.Key.CompareTo(b.Key));
        return records;
    }

    /// <summary>A record as text, so that two can be compared whole.</summary>
    public static string Show(StoredRecord? record) => record is null
        ? "none"
        : $"{record.Key} {Convert.ToHexString(record.Content)} {record.Payload} {Convert.ToHexString(record.ContentHash)} {record.Party}";

    /// <summary>A golden record as text, so that two can be compared whole.</summary>
    public static string Show(GoldenRecord? golden) => golden is null
        ? "none"
        : $"{golden.Party} {golden.Type} [{string.Join(", ", golden.Records)}] [{string.Join(", ", golden.Cells)}] {Convert.ToHexString(golden.ContentHash)}";

    /// <summary>An event as text, so that two can be compared whole.</summary>
    public static string Show(PartyEvent happened) =>
        $"{happened.Party} {happened.Kind} {happened.Other?.Value ?? "-"} [{string.Join(", ", happened.Records)}]";
}
