using System.Text;
using PartyOrleans.Model;
using PartyOrleans.Storage.Sqlite;
using PartyOrleans.TestKit;
using static PartyOrleans.TestKit.SearchFixtures;

namespace PartyOrleans.Storage.Tests;

/// <summary>What a search index in a file leaves behind, and how it takes over from one of another version.</summary>
public sealed class SqliteSearchFileTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("party-search-file-");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    private string StorePath => Path.Combine(_folder.FullName, "hub.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(5)]
    [InlineData(1200)]
    public async Task CommitAsync_WhenAPartyEnds_LeavesNoWordOfItInTheFile(int others)
    {
        GoldenRecord gone = Person("P5", "Quixotina Zanzibarova", (Attributes.Email, "quixo.tina@example.com"), (Attributes.AddressCity, "Wymondhamville"));
        string[] words = ["uixotina", "anzibarova", "quixo.tina", "wymondhamv", "ondhamville"];
        await using (SqlitePartyStore store = await OpenAsync())
        {
            await store.CommitAsync(Change([gone, .. Enumerable.Range(0, others).Select(i => Person($"N{i}", $"Quentin Zander{(char)('a' + (i % 26))}"))]), None);
            await ((IPartySearch)store).CatchUpAsync(500);
            await store.CommitAsync(Change(Person("P6", "Quixotic Zanzibar")), None);
        }

        byte[] before = ReadBytes();
        await using (SqlitePartyStore store = await OpenAsync())
        {
            await store.CommitAsync(Change(Person("P7", "Quincy Zane")) with { Retired = [new(gone.Party, null)] }, None);
            (await ((IPartySearch)store).HitsOf("quixotic zanzibar")).ShouldBe(["P6"]);
        }

        byte[] after = ReadBytes();
        words.Where(word => Holds(before, word)).ShouldBe(words);
        words.Where(word => Holds(after, word)).ShouldBeEmpty();
    }

    [Fact]
    public async Task CommitAsync_WhenIdentifiersAreSensitive_NoIndexHoldsThem()
    {
        await using (SqlitePartyStore store = await OpenAsync())
        {
            await store.CommitAsync(
                Change(Person(
                    "P1",
                    "Ann Lee",
                    (Attributes.IdentifierPrefix + "ssn", "123-45-6788"),
                    (Attributes.IdentifierPrefix + "passport", "XK9988771"),
                    (Attributes.IdentifierPrefix + "tax", "TAX-5566778"),
                    (Attributes.IdentifierPrefix + "duns", "150483782"))),
                None);
        }

        byte[] bytes = ReadBytes();
        Holds(bytes, "150483782").ShouldBeTrue();
        foreach (string value in new[] { "123456788", "123-45-6788", "xk9988771", "XK9988771", "5566778" })
        {
            Holds(bytes, value).ShouldBeFalse(value);
        }
    }

    [Fact]
    public async Task OpenAsync_WhenTheIndexIsOfAnotherVersion_BuildsItAnew()
    {
        await using (SqlitePartyStore store = await OpenAsync())
        {
            await store.CommitAsync(Change(Person("P1", "Ann Lee"), Person("P2", "Bo Ray")), None);
        }

        using (var other = new SqliteSession(StorePath, writable: true, new SqliteStoreOptions()))
        {
            other.Run("UPDATE search_state SET version = version + 1");
        }

        await using SqlitePartyStore again = await OpenAsync();
        var search = (IPartySearch)again;
        SearchProgress before = await search.ReadProgressAsync();
        SearchPage behind = await search.SearchAsync(new SearchRequest("ann ", new PageRequest(9)), None);
        await search.CatchUpAsync(1);

        before.ShouldBe(new SearchProgress(0, 2, 0, IsComplete: false));
        behind.Hits.ShouldBeEmpty();
        behind.IsComplete.ShouldBeFalse();
        (await search.HitsOf("ann ")).ShouldBe(["P1"]);
        (await search.ReadProgressAsync()).ShouldBe(new SearchProgress(2, 2, 2, IsComplete: true));
    }

    [Fact]
    public async Task SearchAsync_WhenOnlyLooking_SeesWhatTheOwnerCommits()
    {
        await using SqlitePartyStore owner = await OpenAsync();
        await owner.CommitAsync(Change(Person("P1", "Ann Lee")), None);
        await using SqlitePartyStore looker = await SqlitePartyStore.OpenReadOnlyAsync(StorePath, new SqliteStoreOptions(), None);

        await owner.CommitAsync(Change(Person("P2", "Ann Ray")), None);

        (await ((IPartySearch)looker).HitsOf("ann ")).ShouldBe(["P1", "P2"]);
    }

    private Task<SqlitePartyStore> OpenAsync() => SqlitePartyStore.OpenAsync(StorePath, new SqliteStoreOptions(), _time, None);

    private byte[] ReadBytes() => [.. _folder.GetFiles("hub.db*").Where(file => file.Extension != ".keys").SelectMany(file => File.ReadAllBytes(file.FullName))];

    private static bool Holds(byte[] bytes, string word) => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(word)) >= 0;
}
