using System.Security.Cryptography;
using PartyOrleans.Model;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Sqlite;

namespace PartyOrleans.Local.Tests.Commands;

/// <summary>A store with known content: party P1 of crm/1 and web/a, party P2 of crm/2, P9 merged into P1, a review task and a dead letter.</summary>
internal static class SeededStore
{
    public static async Task<string> WriteAsync(TemporaryFolder folder)
    {
        string path = folder["hub.db"];
        await using SqlitePartyStore store = await SqlitePartyStore.OpenAsync(path, new SqliteStoreOptions(), TimeProvider.System, CancellationToken.None);
        await CommitAsync(store);
        return path;
    }

    /// <summary>Commits the content into an empty store.</summary>
    public static async Task CommitAsync(IPartyStore store)
    {
        PartyId one = new("P1"), two = new("P2"), nine = new("P9");
        RecordKey crm1 = new("crm", "1"), crm2 = new("crm", "2"), webA = new("web", "a");
        await store.CommitAsync(
            new HubChange
            {
                Upserted = [Record(webA, nine, (Attributes.NameFull, "Ann Lee"))],
                Golden = [Golden(nine, [webA], new GoldenCell(Attributes.NameFull, "Ann Lee", 0, webA, "only"))],
                Events = [new PartyEvent(nine, PartyEventKind.Created, null, [webA])],
            },
            CancellationToken.None);
        await store.CommitAsync(
            new HubChange
            {
                Upserted = [Record(crm1, one, (Attributes.NameFull, "Anne Lee, PhD"), ("colour", "green")), Record(crm2, two, (Attributes.NameFull, "Bob Ray"))],
                Moved = [new(webA, one)],
                Golden =
                [
                    Golden(one, [crm1, webA], new GoldenCell(Attributes.NameFull, "Anne Lee, PhD", 0, crm1, "completeness")),
                    Golden(two, [crm2], new GoldenCell(Attributes.NameFull, "Bob Ray", 0, crm2, "only")),
                ],
                Retired = [new(nine, one)],
                ReviewsOpened = [new ReviewTask(new RecordPair(crm2, crm1), 1.5, 0.75)],
                Judged = [new Judgement(new RecordPair(crm1, webA), JudgementKind.MustLink, "kim", "same desk", DateTimeOffset.UnixEpoch)],
                Events =
                [
                    new PartyEvent(one, PartyEventKind.Created, null, [crm1, webA]),
                    new PartyEvent(two, PartyEventKind.Created, null, [crm2]),
                    new PartyEvent(nine, PartyEventKind.Retired, one, [webA]),
                ],
                DeadLetters = [new DeadLetter("crm", "crm.csv", 7, DeadLetterKind.Contract, "no id", ",\"x\",")],
            },
            CancellationToken.None);
    }

    private static StoredRecord Record(RecordKey key, PartyId party, params (string Attribute, string Value)[] values)
    {
        byte[] content = RecordContent.Encode([.. values.Select(value => new AttributeValue(value.Attribute, value.Value))]);
        return new StoredRecord(key, content, "", RecordContent.Hash(content, ""), party);
    }

    private static GoldenRecord Golden(PartyId party, RecordKey[] records, params GoldenCell[] cells) =>
        new(party, PartyType.Person, records, cells, SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Join('|', records) + string.Join('|', cells)))[..16]);
}
