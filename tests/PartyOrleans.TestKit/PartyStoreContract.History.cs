using PartyOrleans.Model;
using PartyOrleans.Storage;
using PartyOrleans.TestKit.PostgreSql;
using Shouldly;
using Xunit;
using static PartyOrleans.TestKit.StoreFixtures;

namespace PartyOrleans.TestKit;

public abstract partial class PartyStoreContract
{
    [StoreFact]
    public async Task FindCommitAsync_WhenAnOriginWasGiven_SaysWhoWhatAndWhy()
    {
        await using IPartyStore store = await OpenAsync(Location);
        DateTimeOffset start = Time.GetUtcNow();
        var origin = new ChangeOrigin(ChangeKind.Judgement, "eve", "same passport", "4bf92f3577b34da6a3ce929d0e0e4736");
        long first = await store.CommitAsync(Created("1", "p1"), None);
        DateTimeOffset later = Time.Advance(TimeSpan.FromMinutes(1));
        long second = await store.CommitAsync(Created("2", "p2") with { Origin = origin }, None);

        var history = (IPartyHistory)store;

        (await history.FindCommitAsync(first, None)).ShouldBe(new CommitInfo(first, start, ChangeOrigin.Unknown));
        (await history.FindCommitAsync(second, None)).ShouldBe(new CommitInfo(second, later, origin));
        (await history.FindCommitAsync(second + 1, None)).ShouldBeNull();
    }
}
