using PartyOrleans.Matching;
using PartyOrleans.Model;
using PartyOrleans.Resolution.Embedded;

namespace PartyOrleans.Resolution.Tests.Embedded;

/// <summary>
/// The contract of party ids: the largest overlap keeps the id, the rest redirect, and no id is used twice. The records hold
/// nothing to match on, so judgements alone decide who belongs together.
/// </summary>
public sealed class PartyIdTests
{
    private readonly EmbeddedEngine _engine = new(DefaultBundle.Create(), 1);
    private readonly ChangeLedger _ledger = new();

    [Fact]
    public void Apply_WhenTwoPartiesMerge_TheGreaterKeepsItsIdAndTheOtherRedirects()
    {
        Insert("a", "b", "c");
        Link("b", "c");
        (PartyId a, PartyId bc) = (Of("a"), Of("b"));

        HubChange change = Link("a", "b");

        All("a", "b", "c").ShouldBe(bc);
        change.Retired.ShouldBe([KeyValuePair.Create(a, (PartyId?)bc)]);
        change.Moved.ShouldBe([KeyValuePair.Create(Key("a"), bc)]);
        ChangeText.Of(change).ShouldContain($"event Merged {bc} {a} crm/a");
        ChangeText.Of(change).ShouldContain($"event Retired {a} {bc}");
    }

    [Fact]
    public void Apply_WhenEqualPartiesMerge_TheSmallerIdStays()
    {
        Insert("a", "b");
        PartyId smaller = ((PartyId[])[Of("a"), Of("b")]).Min();

        Link("a", "b");

        All("a", "b").ShouldBe(smaller);
    }

    [Fact]
    public void Apply_WhenAPartySplits_TheGreaterPartKeepsTheIdAndTheOtherGetsANewOne()
    {
        Insert("a", "b", "c");
        Link("a", "b");
        Link("b", "c");
        PartyId whole = All("a", "b", "c");

        HubChange change = Unlink("a", "b");

        All("b", "c").ShouldBe(whole);
        Of("a").ShouldNotBe(whole);
        change.Retired.ShouldBeEmpty();
        change.Moved.ShouldBe([KeyValuePair.Create(Key("a"), Of("a"))]);
        ChangeText.Of(change).ShouldContain($"event Split {whole} {Of("a")} crm/a");
    }

    [Fact]
    public void Apply_WhenAnEqualSplit_TheIdStaysWithTheSmallerFirstKey()
    {
        Insert("a", "b", "c", "d");
        Link("a", "b");
        Link("c", "d");
        Link("b", "c");
        PartyId whole = All("a", "b", "c", "d");

        Unlink("b", "c");

        All("a", "b").ShouldBe(whole);
        All("c", "d").ShouldNotBe(whole);
    }

    [Fact]
    public void Apply_WhenMergedAndSplitAgain_NeverUsesARetiredId()
    {
        Insert("a", "b");
        var seen = new HashSet<PartyId> { Of("a"), Of("b") };
        for (int round = 0; round < 10; round++)
        {
            Link("a", "b");
            PartyId kept = All("a", "b");
            Unlink("a", "b");
            PartyId[] now = [Of("a"), Of("b")];
            now.ShouldContain(kept);
            seen.Add(now.Single(id => id != kept)).ShouldBeTrue($"round {round}");
        }

        _ledger.Retired.Count.ShouldBe(10);
    }

    [Fact]
    public void Apply_WhenARecordIsDeletedAndComesBack_GetsAnotherParty()
    {
        Insert("a");
        PartyId first = Of("a");

        HubChange change = Apply(new InputBatch { Deletes = [Key("a")] });
        Insert("a");

        change.Retired.ShouldBe([KeyValuePair.Create(first, (PartyId?)null)]);
        Of("a").ShouldNotBe(first);
    }

    [Fact]
    public void Apply_WhenTheFirstRecordOfAPartyIsDeleted_ItKeepsItsId()
    {
        Insert("a", "b", "c");
        Link("a", "b");
        Link("b", "c");
        PartyId whole = Of("a");

        HubChange change = Apply(new InputBatch { Deletes = [Key("a")] });

        All("b", "c").ShouldBe(whole);
        change.Retired.ShouldBeEmpty();
        change.Golden.Single().Records.ShouldBe([Key("b"), Key("c")]);
    }

    [Fact]
    public void Apply_WhenPartiesSwapRecordsInOneBatch_EachKeepsItsLargestPart()
    {
        Insert("a", "b", "c", "x", "y", "z");
        Link("a", "b");
        Link("b", "c");
        Link("x", "y");
        Link("y", "z");
        (PartyId abc, PartyId xyz) = (Of("a"), Of("x"));

        HubChange change = Apply(new InputBatch
        {
            Revocations = [Pair("b", "c"), Pair("y", "z")],
            Judgements = [Must("b", "z"), Must("c", "y")],
        });

        All("a", "b", "z").ShouldBe(abc);
        All("x", "y", "c").ShouldBe(xyz);
        change.Retired.ShouldBeEmpty();
        change.Moved.ShouldBe([KeyValuePair.Create(Key("c"), xyz), KeyValuePair.Create(Key("z"), abc)]);
    }

    private static RecordKey Key(string id) => new("crm", id);

    private static RecordPair Pair(string a, string b) => new(Key(a), Key(b));

    private static Judgement Must(string a, string b) => new(Pair(a, b), JudgementKind.MustLink, "steward", "", DateTimeOffset.UnixEpoch);

    private void Insert(params string[] ids) => Apply(new InputBatch
    {
        Upserts = [.. ids.Select(id => new SourceRecord(Key(id), [new AttributeValue("loyalty_tier", "gold")]))],
    });

    private HubChange Link(string a, string b) => Apply(new InputBatch { Judgements = [Must(a, b)] });

    private HubChange Unlink(string a, string b) => Apply(new InputBatch { Revocations = [Pair(a, b)] });

    private PartyId Of(string id) => _engine.PartyOf(Key(id))!.Value;

    private PartyId All(params string[] ids) => ids.Select(Of).Distinct().ShouldHaveSingleItem();

    private HubChange Apply(InputBatch batch)
    {
        HubChange change = _engine.Apply(batch, CancellationToken.None);
        _ledger.Apply(change);
        _ledger.ShouldMatch(_engine, "after a batch");
        return change;
    }
}
