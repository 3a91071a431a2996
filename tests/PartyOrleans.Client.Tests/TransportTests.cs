using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace PartyOrleans.Client.Tests;

/// <summary>What the client repeats, and how it waits, against scripted answers.</summary>
public sealed class TransportTests
{
    private static readonly RecordRef Record = new("crm", "1");

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.BadGateway)]
    public async Task PutRecord_WhenTheHubIsBusy_IsSentAgain(HttpStatusCode busy)
    {
        var script = new Script(busy, busy, HttpStatusCode.OK);

        RecordResult result = await NewClient(script).PutRecordAsync(Record, [new("name.full", "Ann Lee")], CancellationToken.None);

        result.Outcome.ShouldBe("created");
        script.Bodies.ShouldBe(Enumerable.Repeat("""{"values":[{"attribute":"name.full","value":"Ann Lee","group":0}]}""", 3));
    }

    [Fact]
    public async Task PutRecord_WhenTheHubStaysBusy_GivesUpWithTheProblem()
    {
        var script = new Script([.. Enumerable.Repeat(HttpStatusCode.ServiceUnavailable, 10)]);

        HubProblemException problem = await Should.ThrowAsync<HubProblemException>(
            () => NewClient(script).PutRecordAsync(Record, [], CancellationToken.None));

        problem.IsTransient.ShouldBeTrue();
        script.Bodies.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Conflict)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task PutRecord_WhenTheHubRefuses_IsNotSentAgain(HttpStatusCode refused)
    {
        var script = new Script(refused);

        HubProblemException problem = await Should.ThrowAsync<HubProblemException>(
            () => NewClient(script).PutRecordAsync(Record, [], CancellationToken.None));

        problem.Status.ShouldBe(refused);
        script.Bodies.Count.ShouldBe(1);
    }

    [Fact]
    public async Task PutRecord_WhenTheConnectionBreaks_IsSentAgain()
    {
        var script = new Script(null, HttpStatusCode.OK);

        (await NewClient(script).PutRecordAsync(Record, [], CancellationToken.None)).Commit.ShouldBe(7);
    }

    [Fact]
    public async Task GetRecord_WhenATokenAndAPurposeAreGiven_SendsBoth()
    {
        var script = new Script(HttpStatusCode.NotFound);
        using var client = new PartyHubClient(
            new PartyHubClientOptions { BaseAddress = new Uri("http://hub.test"), Token = _ => ValueTask.FromResult("t0ken"), Purpose = "claim 7" }, script);

        (await client.GetRecordAsync(new RecordRef("a/b", "ä?"), CancellationToken.None)).ShouldBeNull();

        script.Last!.RequestUri!.AbsoluteUri.ShouldBe("http://hub.test/v1/records/a%2Fb/%C3%A4%3F");
        script.Last.Headers.Authorization.ShouldBe(new AuthenticationHeaderValue("Bearer", "t0ken"));
        script.Last.Headers.GetValues("X-Purpose").ShouldBe(["claim 7"]);
    }

    private static PartyHubClient NewClient(Script script) => new(
        new PartyHubClientOptions { BaseAddress = new Uri("http://hub.test"), MaxRetries = 3, FirstDelay = TimeSpan.FromMilliseconds(1) }, script);

    /// <summary>Answers with given statuses in turn; null breaks the connection.</summary>
    private sealed class Script(params HttpStatusCode?[] statuses) : HttpMessageHandler
    {
        private int _next;

        public List<string> Bodies { get; } = [];

        public HttpRequestMessage? Last { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Last = request;
            Bodies.Add(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
            HttpStatusCode status = statuses[_next++] ?? throw new HttpRequestException("The connection broke.");
            string body = status == HttpStatusCode.OK
                ? """{"source":"crm","record_id":"1","outcome":"created","party_id":"p","commit":7,"events":[]}"""
                : $$"""{"type":"urn:test","title":"No","status":{{(int)status}}}""";
            return new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        }
    }
}
