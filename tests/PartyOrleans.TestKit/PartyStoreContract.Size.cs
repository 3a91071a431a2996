using PartyOrleans.Storage;
using PartyOrleans.TestKit.PostgreSql;
using Shouldly;
using static PartyOrleans.TestKit.StoreFixtures;

namespace PartyOrleans.TestKit;

/// <content>How much room a store takes.</content>
public abstract partial class PartyStoreContract
{
    [StoreFact]
    public async Task MeasureAsync_WhenRecordsWereCommitted_TellsOfMoreRoom()
    {
        await using IPartyStore store = await OpenAsync(Location);
        StoreSize empty = await ((IStoreSize)store).MeasureAsync(None);
        for (int i = 0; i < 40; i++)
        {
            await store.CommitAsync(Created($"{i}", $"p{i}", new string((char)('a' + (i % 26)), 4000)), None);
        }

        StoreSize full = await ((IStoreSize)store).MeasureAsync(None);

        empty.DataBytes.ShouldBeGreaterThan(0);
        (full.DataBytes + (full.LogBytes ?? 0)).ShouldBeGreaterThan(empty.DataBytes + (empty.LogBytes ?? 0) + (40 * 4000 / 10), "what is written anew takes room, even where it is packed");
    }
}
