using System.Security.Cryptography;
using System.Text;
using PartyOrleans.Model;
using PartyOrleans.Storage;
using PartyOrleans.TestKit.PostgreSql;
using Shouldly;
using Xunit;
using static PartyOrleans.TestKit.StoreFixtures;

namespace PartyOrleans.TestKit;

public abstract partial class PartyStoreContract
{
    private static readonly RecordPair OneTwo = new(Key("1"), Key("2"));
    private static readonly RecordPair OneThree = new(Key("1"), Key("3", "erp"));
    private static readonly RecordPair TwoThree = new(Key("2"), Key("3", "erp"));

    [StoreFact]
    public async Task ReadReviewsAsync_WhenOpenedChangedAndClosed_SortsWhatIsOpen()
    {
        await using IPartyStore store = await OpenAsync(Location);
        await store.CommitAsync(
            new HubChange { ReviewsOpened = [new(OneTwo, 1.5, 0.6), new(OneThree, 2.5, 0.8), new(TwoThree, 1.5, 0.6)] }, None);
        (await store.CountAsync(None)).Reviews.ShouldBe(3);

        await store.CommitAsync(new HubChange { ReviewsOpened = [new(TwoThree, 2.5, 0.8)], ReviewsClosed = [OneTwo] }, None);

        (await store.ReadReviewsAsync(None).ToListAsync()).ShouldBe([new(OneThree, 2.5, 0.8), new(TwoThree, 2.5, 0.8)]);
        (await store.CountAsync(None)).Reviews.ShouldBe(2);
    }

    [StoreFact]
    public async Task ReadJudgementsAsync_WhenReplacedAndRevoked_GivesTheLatestAndKeepsHistory()
    {
        await using IPartyStore store = await OpenAsync(Location);
        DateTimeOffset start = Time.GetUtcNow();
        var link = new Judgement(OneTwo, JudgementKind.MustLink, "eve", "same passport", start);
        var other = new Judgement(TwoThree, JudgementKind.CannotLink, "eve", "twins", start);
        await store.CommitAsync(new HubChange { Judged = [link, other] }, None);
        DateTimeOffset replaced = Time.Advance(TimeSpan.FromDays(1));
        Judgement cut = link with { Kind = JudgementKind.CannotLink, Author = "sam", Reason = "father and son", At = replaced };
        await store.CommitAsync(new HubChange { Judged = [cut] }, None);

        (await store.ReadJudgementsAsync(None).ToListAsync()).ShouldBe([cut, other]);

        DateTimeOffset revoked = Time.Advance(TimeSpan.FromDays(1));
        await store.CommitAsync(new HubChange { Revoked = [OneTwo, OneThree] }, None);

        (await store.ReadJudgementsAsync(None).ToListAsync()).ShouldBe([other]);
        (await store.ReadJudgementHistoryAsync(OneTwo, None).ToListAsync()).ShouldBe(
            [new(link, start, replaced), new(cut, replaced, revoked)]);
        (await store.ReadJudgementHistoryAsync(TwoThree, None).ToListAsync()).ShouldBe([new(other, start, null)]);
        (await store.CountAsync(None)).Judgements.ShouldBe(1);
    }

    [StoreFact]
    public async Task ReadDeadLettersAsync_WhenRefusedTwice_KeepsOneOfEach()
    {
        await using IPartyStore store = await OpenAsync(Location);
        var broken = new DeadLetter("crm", "b.jsonl", 7, DeadLetterKind.Parse, "a string is not closed", "{\"a\": \"\u00e9");
        var empty = new DeadLetter("crm", "a.csv", 2, DeadLetterKind.Contract, "no record id", ",,");

        await store.CommitAsync(new HubChange { DeadLetters = [broken, empty] }, None);
        await store.CommitAsync(new HubChange { DeadLetters = [empty, broken with { Line = 8 }] }, None);

        (await store.ReadDeadLettersAsync(None).ToListAsync()).ShouldBe([broken, empty, broken with { Line = 8 }]);
        (await store.CountAsync(None)).DeadLetters.ShouldBe(3);
    }

    [StoreFact]
    public async Task FindCheckpointAsync_WhenLoadGoesOn_GivesTheLatest()
    {
        await using IPartyStore store = await OpenAsync(Location);
        var half = new LoadCheckpoint("a.csv", "100-abc", 50, 48, 2, Complete: false);
        LoadCheckpoint whole = half with { RecordsDone = 100, Accepted = 98, Complete = true };
        var other = new LoadCheckpoint("b.csv", "9-def", 1, 1, 0, Complete: true);

        await store.CommitAsync(new HubChange { Checkpoint = half }, None);
        (await store.FindCheckpointAsync("a.csv", None)).ShouldBe(half);
        await store.CommitAsync(new HubChange { Checkpoint = whole }, None);
        await store.CommitAsync(new HubChange { Checkpoint = other }, None);

        (await store.FindCheckpointAsync("a.csv", None)).ShouldBe(whole);
        (await store.FindCheckpointAsync("b.csv", None)).ShouldBe(other);
    }

    [StoreFact]
    public async Task ActivateBundleAsync_WhenSeveralAreKept_TheLastActivatedIsActive()
    {
        await using IPartyStore store = await OpenAsync(Location);
        const string First = """{"version":1,"name":"Grundregeln – é"}""";
        const string Second = """{"version":2}""";

        await store.ActivateBundleAsync(Sha(First), First, None);
        (await store.FindActiveBundleAsync(None)).ShouldBe(First);
        await store.ActivateBundleAsync(Sha(Second), Second, None);
        (await store.FindActiveBundleAsync(None)).ShouldBe(Second);
        await store.ActivateBundleAsync(Sha(First).ToUpperInvariant(), None);
        (await store.FindActiveBundleAsync(None)).ShouldBe(First);
    }

    [StoreFact]
    public async Task ActivateBundleAsync_WhenUnknownOrAltered_FailsAndKeepsTheActiveOne()
    {
        await using IPartyStore store = await OpenAsync(Location);
        const string Bundle = """{"version":1}""";
        await store.ActivateBundleAsync(Sha(Bundle), Bundle, None);

        ArgumentException altered = await Should.ThrowAsync<ArgumentException>(
            () => store.ActivateBundleAsync(Sha(Bundle), """{"version":2}""", None));
        ArgumentException unknown = await Should.ThrowAsync<ArgumentException>(() => store.ActivateBundleAsync(new string('0', 64), None));

        altered.Message.ShouldContain("altered");
        unknown.Message.ShouldContain(new string('0', 64));
        (await store.FindActiveBundleAsync(None)).ShouldBe(Bundle);
    }

    [StoreFact]
    public async Task CommitAsync_WhenItActivatesABundle_KeepsBothOrNeither()
    {
        const string First = """{"version":1}""";
        const string Second = """{"version":2}""";
        await using (IPartyStore store = await OpenAsync(Location))
        {
            await store.ActivateBundleAsync(Sha(First), First, None);
            await store.CommitAsync(Created("1", "p1"), None);
            DateTimeOffset at = Time.Advance(TimeSpan.FromMinutes(1));

            await Should.ThrowAsync<ArgumentException>(() => store.CommitAsync(
                new HubChange { Moved = [new(Key("1"), Party("nobody"))], Activated = new BundleText(Sha(Second), Second) }, None));
            await Should.ThrowAsync<ArgumentException>(() => store.CommitAsync(new HubChange { Activated = new BundleText(Sha(First), Second) }, None));
            (await store.FindActiveBundleAsync(None)).ShouldBe(First);
            (await store.ReadBundlesAsync(None)).Select(bundle => bundle.Sha256).ShouldBe([Sha(First)]);

            HubChange change = new() { Golden = [Golden("p1", "Anne Lee", Key("1"))], Activated = new BundleText(Sha(Second), Second) };
            long commit = await store.CommitAsync(change, None);
            (await store.CommitAsync(change, None)).ShouldBe(commit);
            KeptBundle kept = (await store.ReadBundlesAsync(None)).Single(bundle => bundle.Sha256 == Sha(Second));
            kept.Activations.Select(activation => activation.At).ShouldBe([at]);
        }

        await using IPartyStore again = await OpenAsync(Location);
        (await again.FindActiveBundleAsync(None)).ShouldBe(Second);
        Show(await again.FindGoldenAsync(Party("p1"), None)).ShouldBe(Show(Golden("p1", "Anne Lee", Key("1"))));
        await again.CommitAsync(Created("2", "p2"), None);
        if (again is IStoreProof proof)
        {
            (await proof.VerifyAsync(None)).Broken.ShouldBeEmpty();
        }
    }

    [StoreFact]
    public async Task KeepBundleAsync_WhenAnotherIsActive_KeepsItWithoutActivatingIt()
    {
        await using IPartyStore store = await OpenAsync(Location);
        const string First = """{"version":1}""";
        const string Second = """{"version":2}""";
        await store.ActivateBundleAsync(Sha(First), First, None);

        await store.KeepBundleAsync(new BundleText(Sha(Second), Second), None);
        await store.KeepBundleAsync(new BundleText(Sha(First), First), None);

        (await store.FindActiveBundleAsync(None)).ShouldBe(First);
        (await store.FindBundleAsync(Sha(Second), None)).ShouldBe(Second);
        (await store.FindBundleAsync(new string('0', 64), None)).ShouldBeNull();
        (await store.ReadBundlesAsync(None)).Select(bundle => (bundle.Sha256, bundle.Json, bundle.Activations.Count)).ShouldBe(
            new[] { (Sha(First), First, 1), (Sha(Second), Second, 0) }.OrderBy(bundle => bundle.Item1, StringComparer.Ordinal));
        await Should.ThrowAsync<ArgumentException>(() => store.KeepBundleAsync(new BundleText(Sha(First), Second), None));
    }

    internal static string Sha(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
