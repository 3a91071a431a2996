using PartyOrleans.Model;
using PartyOrleans.Storage;
using PartyOrleans.TestKit.PostgreSql;
using Shouldly;
using static PartyOrleans.TestKit.StoreFixtures;

namespace PartyOrleans.TestKit;

/// <content>What each source has.</content>
public abstract partial class PartyStoreContract
{
    [StoreFact]
    public async Task CountSourcesAsync_WhenRecordsComeChangeAndGo_TellsHowManyAndSinceWhen()
    {
        await using IPartyStore store = await OpenAsync(Location);
        (await ((ISourceCounts)store).CountSourcesAsync(None)).ShouldBeEmpty();
        DateTimeOffset first = Time.GetUtcNow();
        await store.CommitAsync(Created("1", "p1"), None);
        DateTimeOffset second = Time.Advance(TimeSpan.FromHours(1));
        await store.CommitAsync(Created("2", "p2", "Bob Ray"), None);
        Time.Advance(TimeSpan.FromHours(1));

        // A party that moves says nothing of the source; a record that goes is counted no more, and tells of no change.
        await store.CommitAsync(new HubChange { Moved = [KeyValuePair.Create(Key("2"), Party("p1"))], Golden = [Golden("p1", "Ann Lee", Key("1"), Key("2"))], Retired = [KeyValuePair.Create(Party("p2"), (PartyId?)Party("p1"))] }, None);
        IReadOnlyList<SourceCount> both = await ((ISourceCounts)store).CountSourcesAsync(None);
        await store.CommitAsync(new HubChange { Deleted = [Key("2")], Golden = [Golden("p1", "Ann Lee", Key("1"))] }, None);
        IReadOnlyList<SourceCount> one = await ((ISourceCounts)store).CountSourcesAsync(None);

        both.ShouldBe([new SourceCount(Key("1").Source, 2, second)]);
        one.ShouldBe([new SourceCount(Key("1").Source, 1, first)]);
    }
}
