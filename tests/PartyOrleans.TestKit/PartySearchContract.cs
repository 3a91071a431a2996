using PartyOrleans.Model;
using PartyOrleans.Storage;
using Shouldly;
using Xunit;
using static PartyOrleans.TestKit.SearchFixtures;
using static PartyOrleans.TestKit.StoreFixtures;

namespace PartyOrleans.TestKit;

/// <summary>What the search of every store must do. A store's tests inherit this and say how a store is opened.</summary>
public abstract partial class PartySearchContract : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly GoldenRecord[] World =
    [
        Person("P01", "John Smith", (Attributes.AddressCity, "London"), (Attributes.DateBirth, "1980-05-17"), (Attributes.Email, "john.smith@example.com")),
        Person("P02", "Jonathan Smythe", (Attributes.AddressCity, "Leeds"), (Attributes.Phone, "+44 20 7946 0958")),
        Person("P03", "Mary Johnson", (Attributes.AddressStreet, "12 Smith Street"), (Attributes.AddressPostcode, "EC1A 1BB")),
        Person("P04", "José García", (Attributes.AddressCity, "Málaga")),
        Person("P05", "Иван Петров", (Attributes.AddressCity, "Москва")),
        Person("P06", "Γιώργος Παπαδόπουλος"),
        Person("P07", "Robert O'Brien", (Attributes.NameAlias, "Bobby Brien")),
        Person("P08", "Stephen Catherwood", (Attributes.DateBirth, "1975-01-02")),
        Person("P09", "山田 太郎"),
        Person("P10", "Ann-Marie van der Berg", (Attributes.IdentifierPrefix + "ssn", "078-05-1121"), (Attributes.IdentifierPrefix + "passport", "X1234567")),
        Organisation("Q01", "ACME Holdings Ltd", (Attributes.IdentifierPrefix + "lei", "5493001KJTIIGC8Y1R12"), (Attributes.Website, "https://www.acme-holdings.example.com/about")),
        Organisation("Q02", "Acme Hardware Inc."),
        Organisation("Q03", "Smith & Sons GmbH", (Attributes.AddressCity, "Berlin"), (Attributes.IdentifierPrefix + "registration", "HRB 12345-B")),
        Organisation("Q04", "International Business Machines Corporation"),
        Organisation("Q05", "Limited"),
    ];

    /// <summary>The clock that stores opened by <see cref="OpenAsync"/> must use.</summary>
    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    /// <summary>A place for a store that nothing else uses; the same during one test.</summary>
    protected abstract string Location { get; }

    /// <summary>Opens the store of a place as its owner, making it where there is none.</summary>
    protected abstract Task<IPartyStore> OpenAsync(string location);

    /// <inheritdoc />
    public virtual Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc />
    public virtual Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("John Smith", "P01")]
    [InlineData("smith john", "P01 P03")]
    [InlineData("Jon Smith", "P01 P02")]
    [InlineData("Jon Smiht", "P01")]
    [InlineData("  JOHN,   smith ", "P01")]
    [InlineData("smith ", "P01 Q03 P03 P02")]
    [InlineData("Acme Holdngs", "Q01")]
    [InlineData("acme holdings limited", "Q01")]
    [InlineData("Acme Holdings GmbH", "Q01")]
    [InlineData("acme ", "Q01 Q02")]
    [InlineData("acm", "Q01 Q02")]
    [InlineData("acme har", "Q02")]
    [InlineData("acme ltd", "Q01 Q02")]
    [InlineData("limited", "Q05")]
    [InlineData("ibm", "Q04")]
    [InlineData("smith and sons", "Q03")]
    [InlineData("jose garcia", "P04")]
    [InlineData("JOSÉ GARCIA MALAGA", "P04")]
    [InlineData("ivan petrov", "P05")]
    [InlineData("Петров", "P05")]
    [InlineData("petrov moskva", "P05")]
    [InlineData("papadopoulos", "P06")]
    [InlineData("Παπαδοπουλος", "P06")]
    [InlineData("bob o'brien", "P07")]
    [InlineData("obrien", "P07")]
    [InlineData("Steven Catherwood", "P08")]
    [InlineData("山田", "P09")]
    [InlineData("anne marie berg", "P10")]
    [InlineData("john smith london", "P01")]
    [InlineData("smith 1980", "P01")]
    [InlineData("smith 1980-05-17", "P01")]
    [InlineData("17.05.1980", "P01")]
    [InlineData("John.Smith@Example.com", "P01")]
    [InlineData("020 7946 0958", "P02")]
    [InlineData("+44 20 7946-0958", "P02")]
    [InlineData("smythe leeds", "P02")]
    [InlineData("EC1A 1BB", "P03")]
    [InlineData("ec1a1bb", "P03")]
    [InlineData("12 smith street", "P03")]
    [InlineData("5493001kjtiigc8y1r12", "Q01")]
    [InlineData("HRB12345B", "Q03")]
    [InlineData("www.acme-holdings.example.com", "Q01")]
    [InlineData("078-05-1121", "")]
    [InlineData("078051121", "")]
    [InlineData("X1234567", "")]
    [InlineData("zzyzx", "")]
    [InlineData("", "")]
    [InlineData("  \t ", "")]
    [InlineData("\" OR * ) ( NOT ' ; -- {n} ^ : + \\ \0", "")]
    [InlineData("NEAR(john smith)", "P01")]
    public async Task SearchAsync_WhenAsked_FindsAndRanks(string query, string expected)
    {
        await using IPartyStore store = await OpenAsync(Location);
        await store.CommitAsync(Change(World), None);

        string.Join(' ', await ((IPartySearch)store).HitsOf(query)).ShouldBe(expected);
    }

    [Fact]
    public async Task SearchAsync_WhenHits_SaysHowEachWordWasMet()
    {
        await using IPartyStore store = await OpenAsync(Location);
        await store.CommitAsync(Change(World), None);

        SearchPage page = await ((IPartySearch)store).SearchAsync(new SearchRequest("Bob Obrein zzyzx ", new PageRequest(5)), None);

        page.IsComplete.ShouldBeTrue();
        page.QueryWords.ShouldBe(3);
        page.MatchedWords.ShouldBe(2);
        page.Hits.Count.ShouldBe(1);
        Show(page.Hits[0].Golden).ShouldBe(Show(World[6]));
        page.Hits[0].Words.ShouldBe([new SearchMatch("bob", SearchMatchKind.Nickname), new SearchMatch("obrein", SearchMatchKind.Similar)]);
        page.Hits[0].Score.ShouldBeInRange(0.3, 0.6);
    }

    [Fact]
    public async Task SearchAsync_WhenOfOneType_FindsNoOther()
    {
        await using IPartyStore store = await OpenAsync(Location);
        await store.CommitAsync(Change(World), None);
        var search = (IPartySearch)store;

        SearchPage persons = await search.SearchAsync(new SearchRequest("smith ", new PageRequest(9), PartyType.Person), None);
        SearchPage organisations = await search.SearchAsync(new SearchRequest("smith ", new PageRequest(9), PartyType.Organisation), None);

        persons.Hits.Select(hit => hit.Golden.Party.Value).ShouldBe(["P01", "P03", "P02"]);
        organisations.Hits.Select(hit => hit.Golden.Party.Value).ShouldBe(["Q03"]);
    }

    [Theory]
    [InlineData("smith ", "P01 Q03 P02")]
    [InlineData("london ", "")]
    [InlineData("john.smith@example.com", "")]
    [InlineData("020 7946 0958", "")]
    [InlineData("1980-05-17", "")]
    [InlineData("ec1a1bb", "")]
    public async Task SearchAsync_WhenNamesOnly_FindsNothingByWhatIsNoName(string query, string expected)
    {
        await using IPartyStore store = await OpenAsync(Location);
        await store.CommitAsync(Change(World), None);

        SearchPage page = await ((IPartySearch)store).SearchAsync(new SearchRequest(query, new PageRequest(9), NamesOnly: true), None);

        string.Join(' ', page.Hits.Select(hit => hit.Golden.Party.Value)).ShouldBe(expected);
    }

    [Fact]
    public async Task SearchAsync_WhenTheQueryIsASensitiveIdentifier_FindsItsParty()
    {
        await using IPartyStore store = await OpenAsync(Location);
        var search = (IPartySearch)store;
        await store.CommitAsync(WithIdentifier("1", "P1", "ssn", "123-45-6788"), None);
        await store.CommitAsync(WithIdentifier("2", "P2", "passport", "XK 998877"), None);
        await store.CommitAsync(WithIdentifier("3", "P3", "ssn", "123-45-6789"), None);

        SearchPage page = await search.SearchAsync(new SearchRequest("123 45 6788", new PageRequest(5)), None);

        page.Hits.Select(hit => hit.Golden.Party.Value).ShouldBe(["P1"]);
        page.Hits[0].Words.ShouldBe([new SearchMatch("identifier.ssn", SearchMatchKind.Exact)]);
        (await search.HitsOf("xk998877")).ShouldBe(["P2"]);
        (await search.HitsOf("123-45-6780")).ShouldBeEmpty();
        (await search.SearchAsync(new SearchRequest("123456788", new PageRequest(5), NamesOnly: true), None)).Hits.ShouldBeEmpty();
        (await search.SearchAsync(new SearchRequest("123456788", new PageRequest(5), PartyType.Organisation), None)).Hits.ShouldBeEmpty();

        await store.CommitAsync(WithIdentifier("1", "P1", "ssn", "234-56-7899"), None);

        (await search.HitsOf("123456788")).ShouldBeEmpty();
        (await search.HitsOf("234567899")).ShouldBe(["P1"]);

        static HubChange WithIdentifier(string id, string party, string type, string value)
        {
            GoldenRecord golden = Person(party, "Ann Lee", (Attributes.IdentifierPrefix + type, value));
            byte[] content = RecordContent.Encode([new AttributeValue(Attributes.NameFull, "Ann Lee"), new AttributeValue(Attributes.IdentifierPrefix + type, value)]);
            return Change(golden with { Records = [Key(id)] }) with { Upserted = [new StoredRecord(Key(id), content, "", RecordContent.Hash(content, ""), golden.Party)] };
        }
    }

    [Fact]
    public async Task SearchAsync_WhenPartiesChangeAndEnd_FollowsThem()
    {
        await using IPartyStore store = await OpenAsync(Location);
        var search = (IPartySearch)store;
        await store.CommitAsync(Change(Person("P1", "Ann Lee"), Person("P2", "Ann Lee"), Person("P3", "Bo Lee")), None);

        await store.CommitAsync(Change(Person("P1", "Cleo Lee")) with { Retired = [new(Party("P2"), Party("P3"))] }, None);

        (await search.HitsOf("ann ")).ShouldBeEmpty();
        (await search.HitsOf("lee ")).ShouldBe(["P1", "P3"]);
        (await search.HitsOf("cleo ")).ShouldBe(["P1"]);

        await store.CommitAsync(Change(Person("P2", "Ann Lee")), None);

        (await search.HitsOf("ann ")).ShouldBe(["P2"]);
        (await search.ReadProgressAsync()).Parties.ShouldBe(3);
    }

    [Fact]
    public async Task SearchAsync_WhenCancelled_StopsAndTheNextOneWorks()
    {
        await using IPartyStore store = await OpenAsync(Location);
        await store.CommitAsync(Change(World), None);
        var search = (IPartySearch)store;
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => search.SearchAsync(new SearchRequest("john smith", new PageRequest(5)), stop.Token));

        (await search.HitsOf("john smith ")).ShouldBe(["P01"]);
    }

    [Fact]
    public async Task SearchAsync_WhenCursorIsOfAnotherSearch_Refuses()
    {
        await using IPartyStore store = await OpenAsync(Location);
        await store.CommitAsync(Change(World), None);
        var search = (IPartySearch)store;
        string cursor = (await search.SearchAsync(new SearchRequest("smith ", new PageRequest(1)), None)).Next!;

        await Should.ThrowAsync<InvalidCursorException>(() => search.SearchAsync(new SearchRequest("smyth ", new PageRequest(1, cursor)), None));
        await Should.ThrowAsync<InvalidCursorException>(() => search.SearchAsync(new SearchRequest("smith ", new PageRequest(1, cursor), PartyType.Person), None));
        await Should.ThrowAsync<InvalidCursorException>(() => search.SearchAsync(new SearchRequest("smith ", new PageRequest(1, cursor[1..])), None));
    }

    [Fact]
    public async Task SearchAsync_WhenIdsBeginAlike_FindsEach()
    {
        await using IPartyStore store = await OpenAsync(Location);
        string[] ids = [.. Enumerable.Range(0, 9).Select(i => $"very-long-party-id-{i}")];
        foreach (string id in ids)
        {
            await store.CommitAsync(Change(Person(id, "Ann Lee")), None);
        }

        List<SearchHit> hits = await ((IPartySearch)store).WalkAsync(new SearchRequest("ann", new PageRequest(2)));

        hits.Select(hit => hit.Golden.Party.Value).ShouldBe(ids);
    }

    [Fact]
    public async Task SearchAsync_WhenPartiesComeAndGoMeanwhile_MeetsEveryHitOnce()
    {
        await using IPartyStore store = await OpenAsync(Location);
        GoldenRecord[] stay = [.. Enumerable.Range(0, 60).Select(i => Person($"S{i * 7 % 60:D2}", i % 3 == 0 ? "Jon Smith" : i % 3 == 1 ? "John Smith" : "John Smyth"))];
        GoldenRecord[] go = [.. Enumerable.Range(0, 60).Select(i => Person($"G{i:D2}", "John Smith"))];
        await store.CommitAsync(Change([.. stay, .. go]), None);
        int step = 0;

        List<SearchHit> hits = await ((IPartySearch)store).WalkAsync(
            new SearchRequest("john smith ", new PageRequest(7)),
            () =>
            {
                step++;
                HubChange change = Change(Person($"N{step:D2}", "John Smith"), Person($"O{step:D2}", "Other Name"), Person($"R{step:D2}", "Johann Smithe"));
                return store.CommitAsync(change with { Retired = [new(go[step].Party, null)] }, None);
            });

        string[] found = [.. hits.Select(hit => hit.Golden.Party.Value)];
        found.ShouldBeUnique();
        found.Where(id => id[0] == 'S').Order(StringComparer.Ordinal).ShouldBe(stay.Select(golden => golden.Party.Value).Order(StringComparer.Ordinal));
        step.ShouldBeGreaterThan(10);
    }
}
