using PartyOrleans.Model;
using PartyOrleans.Storage;
using PartyOrleans.TestKit.PostgreSql;
using Shouldly;
using static PartyOrleans.TestKit.StoreFixtures;

namespace PartyOrleans.TestKit;

/// <content>How far sources have come, and what of them was refused.</content>
public abstract partial class PartyStoreContract
{
    [StoreFact]
    public async Task ReadPositionsAsync_WhenStreamsGoOn_GivesTheLatestOfEach()
    {
        await using (IPartyStore store = await OpenAsync(Location))
        {
            await store.CommitAsync(
                Created("1", "p1") with { Positions = [new("kafka/a/0", 10, From: 0), new("kafka/a/1", 4), new("kafka/ä/0", 7)] }, None);
            await store.CommitAsync(new HubChange { Positions = [new("kafka/a/0", 25)] }, None);
            await store.CommitAsync(new HubChange { Positions = [new("kafka/a/1", 2, SourcePosition.Anew)] }, None);
        }

        await using IPartyStore again = await OpenAsync(Location);
        (await again.ReadPositionsAsync("kafka/a/", None)).ShouldBe([new("kafka/a/0", 25), new("kafka/a/1", 2)]);
        (await again.ReadPositionsAsync("", None)).Select(position => position.Stream).ShouldBe(["kafka/a/0", "kafka/a/1", "kafka/ä/0"]);
        (await again.ReadPositionsAsync("kafka/b", None)).ShouldBeEmpty();
        (await again.FindLastCommitAsync(None)).ShouldBe(3);
    }

    [StoreFact]
    public async Task CommitAsync_WhenItFails_KeepsNoPosition()
    {
        await using IPartyStore store = await OpenAsync(Location);
        var change = new HubChange { Upserted = [Record("1", "nobody")], Positions = [new("s", 9)], Versions = [new(Key("1"), "09")] };

        await Should.ThrowAsync<ArgumentException>(() => store.CommitAsync(change, None));

        (await store.ReadPositionsAsync("", None)).ShouldBeEmpty();
        (await store.FindVersionsAsync([Key("1")], None)).ShouldBeEmpty();
    }

    [StoreFact]
    public async Task FindVersionsAsync_WhenRecordsAreDeleted_StillKnowsThem()
    {
        await using IPartyStore store = await OpenAsync(Location);
        await store.CommitAsync(Created("1", "p1") with { Versions = [new(Key("1"), "0001")] }, None);
        await store.CommitAsync(Created("2", "p2"), None);

        await store.CommitAsync(
            new HubChange { Deleted = [Key("1")], Retired = [new(Party("p1"), null)], Versions = [new(Key("1"), "0002"), new(Key("3"), "é7")] }, None);

        (await store.FindVersionsAsync([Key("3"), Key("2"), Key("1")], None)).ShouldBe([new(Key("1"), "0002"), new(Key("3"), "é7")]);
        (await store.FindVersionsAsync([], None)).ShouldBeEmpty();
    }

    [StoreFact]
    public async Task FindVersionsAsync_WhenErasedAndLifted_BeginsAnew()
    {
        await using IPartyStore store = await OpenAsync(Location);
        await store.CommitAsync(Created("1", "p1") with { Versions = [new(Key("1"), "0005")] }, None);
        await store.CommitAsync(new HubChange { Deleted = [Key("1")], Erased = [Key("1")], Retired = [new(Party("p1"), null)] }, None);

        (await store.FindVersionsAsync([Key("1")], None)).ShouldBeEmpty();
        await store.CommitAsync(new HubChange { Versions = [new(Key("1"), "0006")] }, None);
        await store.CommitAsync(new HubChange { Lifted = [Key("1")] }, None);
        (await store.FindVersionsAsync([Key("1")], None)).ShouldBeEmpty();
    }

    [StoreFact]
    public async Task ReadCheckpointsAsync_WhenAsked_GivesThoseOfAPrefixInOrder()
    {
        await using IPartyStore store = await OpenAsync(Location);
        var first = new LoadCheckpoint("s3://lake/b.csv", "etag-1", 5, 5, 0, Complete: true);
        LoadCheckpoint[] others = [first with { Input = "s3://lake/a.csv" }, first with { Input = "s3://lakeside/a.csv" }, first with { Input = "c.csv" }];
        DateTimeOffset begun = Time.GetUtcNow();
        foreach (LoadCheckpoint checkpoint in others.Prepend(first))
        {
            await store.CommitAsync(new HubChange { Checkpoint = checkpoint }, None);
        }

        Time.Advance(TimeSpan.FromHours(1));
        await store.CommitAsync(new HubChange { Checkpoint = first with { RecordsDone = 9 } }, None);

        (await store.ReadCheckpointsAsync("s3://lake/", None).ToListAsync())
            .ShouldBe([new(others[0], begun), new(first with { RecordsDone = 9 }, Time.GetUtcNow())]);
        (await store.ReadCheckpointsAsync("", None).ToListAsync()).Select(kept => kept.Checkpoint.Input)
            .ShouldBe(["c.csv", "s3://lake/a.csv", "s3://lake/b.csv", "s3://lakeside/a.csv"]);
    }

    [StoreFact]
    public async Task ReadDeadLetterPageAsync_WhenFiltered_GivesThoseAskedFor()
    {
        await using IPartyStore store = await OpenAsync(Location);
        var letters = (IDeadLetters)store;
        DateTimeOffset begun = Time.GetUtcNow();
        await store.CommitAsync(new HubChange { DeadLetters = [Letter(1), Letter(2) with { Source = "web" }, Letter(3) with { Kind = DeadLetterKind.Transient }] }, None);
        Time.Advance(TimeSpan.FromHours(1));
        await store.CommitAsync(new HubChange { DeadLetters = [Letter(4) with { Input = "b.csv" }, Letter(5)] }, None);
        await store.CommitAsync(new HubChange { DeadLetterUpdates = [new(5, DeadLetterState.Discarded, 1)] }, None);

        (await NumbersAsync(new())).ShouldBe([1, 2, 3, 4, 5]);
        (await NumbersAsync(new() { Source = "crm" })).ShouldBe([1, 3, 4, 5]);
        (await NumbersAsync(new() { Input = "a.csv" })).ShouldBe([1, 2, 3, 5]);
        (await NumbersAsync(new() { Kind = DeadLetterKind.Transient })).ShouldBe([3]);
        (await NumbersAsync(new() { State = DeadLetterState.Open, Source = "crm" })).ShouldBe([1, 3, 4]);
        (await NumbersAsync(new() { Before = begun.AddMinutes(1) })).ShouldBe([1, 2, 3]);
        (await NumbersAsync(new() { After = 2 })).ShouldBe([3, 4, 5]);
        (await NumbersAsync(new() { From = begun.AddMinutes(1) })).ShouldBe([4, 5]);
        Page<DeadLetterEntry> page = await letters.ReadDeadLetterPageAsync(new() { Source = "crm" }, new PageRequest(1), None);
        await Should.ThrowAsync<InvalidCursorException>(() => letters.ReadDeadLetterPageAsync(new() { Source = "web" }, new PageRequest(1, page.Next), None));

        async Task<List<long>> NumbersAsync(DeadLetterFilter filter)
        {
            var numbers = new List<long>();
            string? cursor = null;
            do
            {
                Page<DeadLetterEntry> next = await letters.ReadDeadLetterPageAsync(filter, new PageRequest(2, cursor), None);
                numbers.AddRange(next.Items.Select(entry => entry.Number));
                cursor = next.Next;
            }
            while (cursor is not null);
            return numbers;
        }
    }

    [StoreFact]
    public async Task CommitAsync_WhenADeadLetterIsMendedAndSettled_SaysSo()
    {
        await using IPartyStore store = await OpenAsync(Location);
        var letters = (IDeadLetters)store;
        DeadLetter first = Letter(1) with { Context = """{"header":"id;näme"}""", Headers = """{"key":"k"}""", Attempts = 3 };
        DateTimeOffset begun = Time.GetUtcNow();
        await store.CommitAsync(new HubChange { DeadLetters = [first, Letter(2)] }, None);
        (await letters.FindDeadLetterAsync(1, None)).ShouldBe(new DeadLetterEntry(1, begun, first));
        (await letters.FindDeadLetterAsync(3, None)).ShouldBeNull();

        Time.Advance(TimeSpan.FromMinutes(1));
        await store.CommitAsync(new HubChange { DeadLetterUpdates = [new(1, DeadLetterState.Open, 3) { Text = "mended" }] }, None);
        (await letters.FindDeadLetterAsync(1, None)).ShouldBe(new DeadLetterEntry(1, begun, first) { Text = "mended", ChangedAt = Time.GetUtcNow() });
        await store.CommitAsync(
            new HubChange
            {
                DeadLetterUpdates =
                [
                    new(1, DeadLetterState.Open, 4) { Kind = DeadLetterKind.Contract, Reason = "no id" },
                    new(2, DeadLetterState.Discarded, 1) { Text = "later" },
                    new(9, DeadLetterState.Discarded, 1),
                ],
            },
            None);
        (await letters.FindDeadLetterAsync(1, None)).ShouldBe(
            new DeadLetterEntry(1, begun, first with { Kind = DeadLetterKind.Contract, Reason = "no id", Attempts = 4 }) { Text = "mended", ChangedAt = Time.GetUtcNow() });
        (await letters.FindDeadLetterAsync(2, None)).ShouldBe(
            new DeadLetterEntry(2, begun, Letter(2)) { State = DeadLetterState.Discarded, Text = "later", ChangedAt = Time.GetUtcNow() });
        await store.CommitAsync(
            Created("1", "p1") with { DeadLetterUpdates = [new(1, DeadLetterState.Replayed, 5) { Text = "" }] }, None);

        (await letters.FindDeadLetterAsync(1, None))!.ShouldSatisfyAllConditions(
            entry => entry.State.ShouldBe(DeadLetterState.Replayed), entry => entry.Text.ShouldBeNull(), entry => entry.Letter.Attempts.ShouldBe(5));
        (await store.CountAsync(None)).DeadLetters.ShouldBe(0);
        (await letters.CountDeadLettersAsync(None)).ShouldBe(
        [
            new("crm", DeadLetterKind.Parse, DeadLetterState.Discarded, 1, begun), new("crm", DeadLetterKind.Contract, DeadLetterState.Replayed, 1, begun),
        ]);
    }

    [StoreFact]
    public async Task CommitAsync_WhenLettersWereSettledLongAgo_ForgetsThem()
    {
        await using IPartyStore store = await OpenAsync(Location);
        var letters = (IDeadLetters)store;
        await store.CommitAsync(new HubChange { DeadLetters = [Letter(1), Letter(2), Letter(3)] }, None);
        await store.CommitAsync(new HubChange { DeadLetterUpdates = [new(1, DeadLetterState.Replayed, 2)] }, None);
        Time.Advance(DeadLetter.SettledLifetime + TimeSpan.FromSeconds(1));

        await store.CommitAsync(new HubChange { DeadLetterUpdates = [new(2, DeadLetterState.Discarded, 1)] }, None);

        (await letters.FindDeadLetterAsync(1, None)).ShouldBeNull();
        (await letters.FindDeadLetterAsync(2, None)).ShouldNotBeNull();
        (await letters.FindDeadLetterAsync(3, None)).ShouldNotBeNull();
        await store.CommitAsync(new HubChange { DeadLetters = [Letter(4)] }, None);
        (await letters.FindDeadLetterAsync(4, None))!.Letter.ShouldBe(Letter(4));
    }

    private static DeadLetter Letter(int line) => new("crm", "a.csv", line, DeadLetterKind.Parse, "broken", $"raw {line}");
}
