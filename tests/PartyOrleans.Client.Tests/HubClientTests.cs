using PartyOrleans.Api.Tests;

namespace PartyOrleans.Client.Tests;

/// <summary>The client against the real hub.</summary>
public sealed class HubClientTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly RecordValue[] Ann = [new("name.full", "Ann Lee"), new("date.birth", "1980-02-03"), new("identifier.ssn", "536-22-1234")];
    private TestHub _hub = null!;
    private PartyHubClient _client = null!;

    public async Task InitializeAsync()
    {
        _hub = await TestHub.StartAsync();
        _client = ClientWith("read read:pii write steward operate admin");
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task PutRecord_WhenTwoAreTheSameParty_BothAreInIt()
    {
        RecordResult first = await _client.PutRecordAsync(new RecordRef("crm", "1"), Ann, None);
        RecordResult second = await _client.PutRecordAsync(new RecordRef("crm", "a/b c"), Ann, None);
        RecordResult again = await _client.PutRecordAsync(new RecordRef("crm", "1"), Ann, None);

        first.Outcome.ShouldBe("created");
        first.Events.Select(happened => happened.Kind).ShouldBe(["created"]);
        second.PartyId.ShouldBe(first.PartyId);
        again.Outcome.ShouldBe("unchanged");
        Party party = (await _client.GetPartyAsync(first.PartyId!, None))!;
        party.PartyType.ShouldBe("person");
        party.Records.ShouldBe([new RecordRef("crm", "1"), new RecordRef("crm", "a/b c")]);
        party["name.full"].ShouldBe("Ann Lee");
        party["phone"].ShouldBeNull();
        (await _client.GetPartyRecordsAsync(first.PartyId!, None))!.Records.Select(record => record.RecordId).ShouldBe(["1", "a/b c"]);
        (await _client.GetRecordAsync(new RecordRef("crm", "a/b c"), None))!.Values.ShouldBe(Ann);
    }

    [Fact]
    public async Task Get_WhenNothingIsThere_IsNull()
    {
        (await _client.GetPartyAsync("no-such-party", None)).ShouldBeNull();
        (await _client.GetPartyRecordsAsync("no-such-party", None)).ShouldBeNull();
        (await _client.GetRecordAsync(new RecordRef("crm", "none"), None)).ShouldBeNull();
        (await _client.DeleteRecordAsync(new RecordRef("crm", "none"), None)).Outcome.ShouldBe("absent");
    }

    [Fact]
    public async Task PutRecord_WhenValueIsRefused_TellsTheProblem()
    {
        HubProblemException problem = await Should.ThrowAsync<HubProblemException>(
            () => _client.PutRecordAsync(new RecordRef("crm", new string('x', 5000)), Ann, None));

        ((int)problem.Status).ShouldBe(400);
        problem.Type.ShouldBe("urn:party-hub:problem:invalid-request");
        problem.IsTransient.ShouldBeFalse();
        problem.TraceId.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Get_WhenCallerMayNotSeePersonalValues_MasksThem()
    {
        RecordResult put = await _client.PutRecordAsync(new RecordRef("crm", "1"), Ann, None);
        using PartyHubClient reader = ClientWith("read");

        Party party = (await reader.GetPartyAsync(put.PartyId!, None))!;

        party["identifier.ssn"].ShouldBe("***-**-1234");
        (await Should.ThrowAsync<HubProblemException>(() => reader.DeleteRecordAsync(new RecordRef("crm", "1"), None)))
            .Status.ShouldBe(System.Net.HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task BulkRecords_WhenMoreThanOneRequestIsNeeded_AnswersEachLineInOrder()
    {
        const int Records = 2500;

        List<BulkResult> results = await _client.BulkRecordsAsync(InputsAsync(Records), None).ToListAsync();

        results.Select(result => result.Line).ShouldBe(Enumerable.Range(1, Records + 1).Select(line => (long)line));
        results.Take(Records).ShouldAllBe(result => result.Outcome == "created");
        results[^1].Outcome.ShouldBe("deleted");
        results[^1].RecordId.ShouldBe("0");
    }

    [Fact]
    public async Task Why_WhenTwoAreTogether_GivesTheWaterfall()
    {
        await _client.PutRecordAsync(new RecordRef("crm", "1"), Ann, None);
        RecordResult second = await _client.PutRecordAsync(new RecordRef("crm", "2"), Ann, None);

        PairReason reason = await _client.WhyAsync("crm/1", "crm/2", None);
        PartySteps steps = await _client.HowAsync(second.PartyId!, None);
        IReadOnlyList<MatchCandidate> candidates = await _client.MatchAsync(Ann, 3, None);

        reason.Together.ShouldBeTrue();
        reason.Pair!.Steps.Sum(step => step.Bits).ShouldBe(reason.Pair.WeightBits, 0.01);
        steps.Steps.Count.ShouldBe(1);
        steps.Steps[0].Strongest!.WeightBits.ShouldBe(reason.Pair.WeightBits);
        candidates.Select(candidate => (candidate.PartyId, candidate.Decision)).ShouldBe([(second.PartyId!, "match")]);
    }

    [Fact]
    public async Task StreamEvents_WhenMoreIsCommitted_GoesOn()
    {
        await _client.PutRecordAsync(new RecordRef("crm", "1"), Ann, None);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        IAsyncEnumerator<HubEvent> events = _client.StreamEventsAsync(0, stop.Token).GetAsyncEnumerator(stop.Token);
        (await events.MoveNextAsync()).ShouldBeTrue();
        (events.Current.Sequence, events.Current.Kind).ShouldBe((1, "created"));

        await _client.PutRecordAsync(new RecordRef("crm", "9"), [new("name.full", "Xaver Quint"), new("date.birth", "1955-11-30")], None);
        (await events.MoveNextAsync()).ShouldBeTrue();

        (events.Current.Sequence, events.Current.Kind).ShouldBe((2, "created"));
        (await _client.PageEventsAsync(None).ToListAsync()).Select(happened => happened.Sequence).ShouldBe([1, 2]);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await events.MoveNextAsync());
        await events.DisposeAsync();
    }

    [Fact]
    public async Task ReadAudit_WhenAPartyWasRead_SaysWhoAndWhat()
    {
        RecordResult put = await _client.PutRecordAsync(new RecordRef("crm", "1"), Ann, None);
        await _client.GetPartyAsync(put.PartyId!, None);

        List<AuditEntry> entries = await _client.ReadAuditAsync(new AuditFilter { Party = put.PartyId }, None).ToListAsync();
        AuditProof proof = await _client.VerifyAuditAsync(None);

        entries.Select(entry => (entry.Actor, entry.Action, entry.Result)).ShouldContain(("ann", "getParty", 200));
        proof.Holds.ShouldBeTrue();
        proof.Entries.ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task SearchParties_WhenAWordIsMisspelt_FindsTheParty()
    {
        RecordResult put = await _client.PutRecordAsync(new RecordRef("crm", "1"), [new("name.full", "John Smithson")], None);
        await _client.PutRecordAsync(new RecordRef("crm", "2"), [new("name.full", "Maria Garcia")], None);

        SearchPage found = await _client.SearchPartiesAsync("jon smithsn", 10, null, None);

        found.Items.Select(hit => hit.PartyId).ShouldBe([put.PartyId!]);
        found.IsComplete.ShouldBeTrue();
        found.Next.ShouldBeNull();
    }

    [Fact]
    public async Task PutJudgement_WhenRejectedAndUndone_SplitsAndMergesAgain()
    {
        (RecordRef one, RecordRef other) = (new RecordRef("crm", "1"), new RecordRef("crm", "2"));
        await _client.PutRecordAsync(one, Ann, None);
        await _client.PutRecordAsync(other, Ann, None);

        Decision apart = await _client.RejectReviewAsync(one, other, "twins", None);
        IReadOnlyList<Judgement> inForce = await _client.GetJudgementsAsync(None).ToListAsync();
        Decision undone = await _client.UndoReviewAsync(one, other, "no twins", None);
        Decision must = await _client.PutJudgementAsync(one, other, mustLink: true, "the same", None);
        await _client.DeleteJudgementAsync(one, other, "enough", None);

        apart.LeftPartyId.ShouldNotBe(apart.RightPartyId);
        inForce.Select(judgement => (judgement.Kind, judgement.Author, judgement.Reason)).ShouldBe([("cannot-link", "ann", "twins")]);
        undone.LeftPartyId.ShouldBe(undone.RightPartyId);
        must.Kind.ShouldBe("must-link");
        (await _client.GetJudgementHistoryAsync(one, other, None)).Select(judgement => judgement.Kind).ShouldBe(["cannot-link", "must-link"]);
        (await _client.GetJudgementsAsync(None).ToListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task ClaimReview_WhenAnotherHoldsIt_IsRefused()
    {
        (RecordRef one, RecordRef other) = (new RecordRef("crm", "1"), new RecordRef("crm", "2"));
        string token = _hub.TokenFor("steward", "ben");
        using var ben = new PartyHubClient(new PartyHubClientOptions { BaseAddress = new Uri(_hub.Service.Urls[0]), Token = _ => ValueTask.FromResult(token) });

        ClaimedPair claimed = await _client.ClaimReviewAsync(one, other, TimeSpan.FromMinutes(5), None);
        HubProblemException refused = await Should.ThrowAsync<HubProblemException>(() => ben.ClaimReviewAsync(one, other, TimeSpan.FromMinutes(5), None));

        claimed.Claim.By.ShouldBe("ann");
        refused.Status.ShouldBe(System.Net.HttpStatusCode.Conflict);
        (await ben.ReleaseReviewAsync(one, other, None)).ShouldBeFalse();
        (await _client.ReleaseReviewAsync(one, other, None)).ShouldBeTrue();
        (await ben.ClaimReviewAsync(one, other, TimeSpan.FromMinutes(5), None)).Claim.By.ShouldBe("ben");
        (await _client.GetReviewsAsync(None).ToListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task BulkRecords_WhenALineIsRefused_SaysWhyAndGoesOn()
    {
        BulkInput[] inputs = [new(new RecordRef("crm", ""), Ann), new(new RecordRef("crm", "1"), Ann)];

        List<BulkResult> results = await _client.BulkRecordsAsync(inputs.ToAsyncEnumerable(), None).ToListAsync();

        results[0].Error!.Type.ShouldBe("urn:party-hub:problem:invalid-record");
        results[0].Error!.Detail.ShouldContain("the record id must have 1 to 300 characters");
        results[0].Stopped.ShouldBeFalse();
        results[1].Outcome.ShouldBe("created");
        results[1].Events!.Select(happened => happened.Kind).ShouldBe(["created"]);
    }

    [Fact]
    public async Task PutRecord_WhenTheKeyIsUsedAgain_IsDoneOnceAndRefusedWithAnotherBody()
    {
        var record = new RecordRef("crm", "1");
        RecordResult first = await _client.PutRecordAsync(record, Ann, "key-1", None);
        await _client.DeleteRecordAsync(record, "key-2", None);

        RecordResult again = await _client.PutRecordAsync(record, Ann, "key-1", None);
        HubProblemException reused = await Should.ThrowAsync<HubProblemException>(() => _client.PutRecordAsync(record, [new("name.full", "Bob Ray")], "key-1", None));

        again.Outcome.ShouldBe("created");
        again.Commit.ShouldBe(first.Commit);
        (await _client.GetRecordAsync(record, None)).ShouldBeNull();
        reused.Type.ShouldBe("urn:party-hub:problem:idempotency-key-reused");
        (await _client.DeleteRecordAsync(record, "key-2", None)).Outcome.ShouldBe("deleted");
    }

    [Fact]
    public async Task GetParty_WhenAskedAsOfThePast_TellsWhatWasSaidThen()
    {
        var record = new RecordRef("crm", "1");
        string party = (await _client.PutRecordAsync(record, Ann, None)).PartyId!;
        DateTimeOffset then = (await _client.GetPartyAsync(party, None))!.CommittedAt!.Value;
        await _client.PutRecordAsync(record, [new("name.full", "Ann Leigh"), new("date.birth", "1980-02-03")], None);

        Party was = (await _client.GetPartyAsync(party, then, None))!;
        PartyRecords records = (await _client.GetPartyRecordsAsync(party, then, None))!;
        RecordVersion version = (await _client.GetRecordAsync(record, then, None))!;
        IReadOnlyList<RecordVersion> versions = await _client.GetRecordVersionsAsync(record, None);
        PartyLineage lineage = (await _client.GetPartyLineageAsync(party, None))!;
        List<Party> history = await _client.GetPartyHistoryAsync(party, None).ToListAsync();

        was["name.full"].ShouldBe("Ann Lee");
        was.Commit!.Number.ShouldBe(1);
        was.AsOf.ShouldBe(then);
        records.Records[0].Values.ShouldBe(Ann);
        version.Until!.Number.ShouldBe(2);
        versions.Select(each => (each.From.Number, each.From.Actor, each.Until?.Number)).ShouldBe([(1, "ann", 2L), (2, "ann", null)]);
        lineage.Cells.Select(cell => (cell.Attribute, cell.Golden.Number, cell.Record!.Number)).ShouldBe([("name.full", 2, 2), ("date.birth", 1, 2)]);
        history.Select(each => each["name.full"]).ShouldBe(["Ann Leigh", "Ann Lee"]);
        (await _client.GetPartyAsync(party, DateTimeOffset.UnixEpoch, None)).ShouldBeNull();
        (await _client.GetRecordVersionsAsync(new RecordRef("crm", "none"), None)).ShouldBeEmpty();
        (await _client.GetPartyLineageAsync("none", None)).ShouldBeNull();
    }

    [Fact]
    public async Task UploadLoad_WhenSent_LoadsTheFile()
    {
        using var file = new MemoryStream("record_id,first_name,last_name\n1,Bo,Ray\n2,Cy,Fox\n"u8.ToArray());

        Load load = await _client.UploadLoadAsync(file, "people.csv", "crm", None);
        await _hub.Service.Loads.EndedAsync(load.Id).WaitAsync(TimeSpan.FromSeconds(60));
        Load ended = (await _client.GetLoadAsync(load.Id, None))!;

        (ended.Input, ended.State, ended.Changed, ended.IsRunning).ShouldBe(("people.csv", "done", 2, false));
        (await _client.GetLoadsAsync(None)).Select(each => each.Id).ShouldBe([load.Id]);
        (await _client.CancelLoadAsync(load.Id, None))!.State.ShouldBe("done");
        (await _client.CancelLoadAsync("none", None)).ShouldBeNull();
        (await _client.GetRecordAsync(new RecordRef("crm", "2"), None))!.Values.ShouldContain(new RecordValue("name.given", "Cy"));
        (await Should.ThrowAsync<HubProblemException>(() => _client.StartLoadAsync("none.csv", null, None))).Type.ShouldBe("urn:party-hub:problem:invalid-request");
    }

    [Fact]
    public async Task ValidateBundle_WhenItIsTheActiveOne_SaysSo()
    {
        string bundle = (await _client.GetBundleAsync(None))!;

        BundleCheck check = await _client.ValidateBundleAsync(bundle, None);
        BundleCheck none = await _client.ValidateBundleAsync("{}", None);

        check.IsValid.ShouldBeTrue();
        check.Problems.ShouldBeEmpty();
        check.Sha256!.Length.ShouldBe(64);
        none.IsValid.ShouldBeFalse();
        none.Problems.Count.ShouldBeGreaterThan(0);
        none.Sha256.ShouldBeNull();
    }

    [Fact]
    public async Task SearchParties_WhenThereAreNoWords_GivesAllOfThem()
    {
        await _client.PutRecordAsync(new RecordRef("crm", "1"), Ann, None);
        await _client.PutRecordAsync(new RecordRef("crm", "2"), [new("name.full", "Robert Quist")], None);

        List<Party> parties = await _client.SearchPartiesAsync(None).ToListAsync();

        parties.Select(party => party["name.full"]).Order(StringComparer.Ordinal).ShouldBe(["Ann Lee", "Robert Quist"]);
        parties.Select(party => party.PartyId).ShouldBeInOrder();
    }

    private static async IAsyncEnumerable<BulkInput> InputsAsync(int records)
    {
        await Task.CompletedTask;
        for (int i = 0; i < records; i++)
        {
            yield return new BulkInput(new RecordRef("bulk", $"{i}"), [new("name.full", $"Person{i} Family{i}"), new("identifier.other", $"id-{i}")]);
        }

        yield return new BulkInput(new RecordRef("bulk", "0"), null);
    }

    private PartyHubClient ClientWith(string scopes)
    {
        string token = _hub.TokenFor(scopes);
        return new PartyHubClient(new PartyHubClientOptions
        {
            BaseAddress = new Uri(_hub.Service.Urls[0]),
            Token = _ => ValueTask.FromResult(token),
        });
    }
}
