using PartyOrleans.Model;
using PartyOrleans.Storage;
using Shouldly;
using Xunit;
using static PartyOrleans.TestKit.SearchFixtures;
using static PartyOrleans.TestKit.StoreFixtures;

namespace PartyOrleans.TestKit;

public abstract partial class PartySearchContract
{
    /// <summary>More parties than a commit indexes itself.</summary>
    private const int LongChange = 1500;

    [Fact]
    public async Task AdvanceSearchAsync_WhenALongChangeLeftTheIndexBehind_CatchesUp()
    {
        await using IPartyStore store = await OpenAsync(Location);
        var search = (IPartySearch)store;
        await store.CommitAsync(Change(Person("A1", "Ann Lee"), Person("A2", "Ann Lee")), None);
        await store.CommitAsync(Crowd("Bo Ray"), None);
        await store.CommitAsync(Change(Person("A3", "Ann Lee")) with { Retired = [new(Party("A1"), null)] }, None);
        await store.CommitAsync(Change(Person("C0007", "Ann Lee")), None);

        SearchPage behind = await search.SearchAsync(new SearchRequest("ann ", new PageRequest(9)), None);
        SearchProgress before = await search.ReadProgressAsync();
        await search.CatchUpAsync(400);
        SearchPage caughtUp = await search.SearchAsync(new SearchRequest("ann ", new PageRequest(9)), None);

        behind.IsComplete.ShouldBeFalse();
        behind.Hits.Select(hit => hit.Golden.Party.Value).ShouldBe(["A2"]);
        before.ShouldBe(new SearchProgress(2, LongChange + 4, 1, IsComplete: false));
        caughtUp.IsComplete.ShouldBeTrue();
        caughtUp.Hits.Select(hit => hit.Golden.Party.Value).ShouldBe(["A2", "A3", "C0007"]);
        (await search.ReadProgressAsync()).ShouldBe(new SearchProgress(LongChange + 4, LongChange + 4, LongChange + 2, IsComplete: true));
        (await search.WalkAsync(new SearchRequest("bo ray", new PageRequest(1000)))).Count.ShouldBe(LongChange - 1);
    }

    [Fact]
    public async Task AdvanceSearchAsync_WhenALongChangeEndsParties_TakesThemOut()
    {
        await using IPartyStore store = await OpenAsync(Location);
        var search = (IPartySearch)store;
        await store.CommitAsync(Crowd("Bo Ray"), None);
        await search.CatchUpAsync(1000);
        PartyId[] all = [.. Crowd("Bo Ray").Golden.Select(golden => golden.Party)];
        await store.CommitAsync(new HubChange { Retired = [.. all.Select(party => new KeyValuePair<PartyId, PartyId?>(party, null))] }, None);
        await store.CommitAsync(Change(Person("C0003", "Bo Ray")), None);

        SearchPage behind = await search.SearchAsync(new SearchRequest("bo ", new PageRequest(9)), None);
        await search.CatchUpAsync(1000);

        behind.IsComplete.ShouldBeFalse();
        behind.Hits.ShouldAllBe(hit => hit.Golden.Party.Value == "C0003");
        (await search.HitsOf("bo ")).ShouldBe(["C0003"]);
        (await search.ReadProgressAsync()).Parties.ShouldBe(1);
    }

    [Fact]
    public async Task AdvanceSearchAsync_WhenTheStoreIsClosedHalfWay_GoesOn()
    {
        await using (IPartyStore store = await OpenAsync(Location))
        {
            await store.CommitAsync(Crowd("Bo Ray"), None);
            (await ((ISearchProjection)store).AdvanceSearchAsync(600, None)).ShouldBeTrue();
        }

        await using IPartyStore again = await OpenAsync(Location);
        var search = (IPartySearch)again;
        SearchProgress half = await search.ReadProgressAsync();
        await search.CatchUpAsync(600);

        half.ShouldBe(new SearchProgress(600, LongChange, 600, IsComplete: false));
        (await search.WalkAsync(new SearchRequest("ray bo", new PageRequest(700)))).Count.ShouldBe(LongChange);
    }

    [Fact]
    public async Task CatchUp_WhenCommitsComeMeanwhile_EndsUpLikeAnIndexKeptAtOnce()
    {
        await using IPartyStore store = await OpenAsync(Location);
        var search = (IPartySearch)store;
        await store.CommitAsync(Crowd("Bo Ray"), None);

        Task catchingUp = search.CatchUpAsync(100);
        for (int i = 0; i < 50; i++)
        {
            await store.CommitAsync(
                Change(Person($"C{i * 30:D4}", "Cy Fox"), Person($"D{i:D3}", "Cy Fox")) with { Retired = [new(Party($"C{(i * 30) + 1:D4}"), null)] }, None);
        }

        await catchingUp;
        await search.CatchUpAsync(100);

        (await search.WalkAsync(new SearchRequest("cy fox ", new PageRequest(40)))).Count.ShouldBe(100);
        (await search.WalkAsync(new SearchRequest("bo ray ", new PageRequest(500)))).Count.ShouldBe(LongChange - 100);
        (await search.ReadProgressAsync()).Parties.ShouldBe(LongChange);
    }

    private static HubChange Crowd(string name) => Change([.. Enumerable.Range(0, LongChange).Select(i => Person($"C{i:D4}", name))]);
}
