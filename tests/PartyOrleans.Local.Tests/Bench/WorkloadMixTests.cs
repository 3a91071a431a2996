using System.Collections.Concurrent;
using System.Net;
using PartyOrleans.Local.Bench.Workload;
using PartyOrleans.Local.Serving;
using PartyOrleans.Model;

namespace PartyOrleans.Local.Tests.Bench;

public sealed class WorkloadMixTests
{
    private static readonly GoldenRecord[] Parties = [.. Enumerable.Range(1, 20).Select(Golden)];

    [Fact]
    public async Task RunAsync_WhenTheHubRefusesSome_SendsAsManyAsTheRatesSayAndCountsThem()
    {
        using var hub = new Answers(request => request.Method == HttpMethod.Put && request.RequestUri!.AbsolutePath.EndsWith('7') ? HttpStatusCode.InternalServerError : HttpStatusCode.OK);
        using var client = new HttpClient(hub) { BaseAddress = new Uri("http://127.0.0.1:1/") };
        var requests = new WorkloadRequests(1, Parties, []);
        var rates = new Dictionary<WorkloadKind, double> { [WorkloadKind.Live] = 100, [WorkloadKind.Read] = 40, [WorkloadKind.Search] = 0, [WorkloadKind.Bulk] = 2 };

        IReadOnlyList<OperationFigures> figures = await new WorkloadMix(client, requests, TimeProvider.System).RunAsync(
            rates, TimeSpan.FromSeconds(1), new NoProgress(), CancellationToken.None);

        int refused = hub.Asked.Count(asked => asked.StartsWith("PUT", StringComparison.Ordinal) && asked.EndsWith('7'));
        refused.ShouldBeGreaterThan(0);
        figures.Select(one => (one.Kind, one.Done, one.Failures, one.Unsent, one.Ticks.Length)).ShouldBe(
        [
            (WorkloadKind.Read, 40L, 0L, 0L, 40),
            (WorkloadKind.Live, 100L - refused, refused, 0L, 100),
            (WorkloadKind.Bulk, 2L, 0L, 0L, 2),
        ]);
        hub.Asked.Count.ShouldBe(142);
    }

    [Fact]
    public async Task RunAsync_WhenBulkLinesHaveNoOutcome_CountsEachRecord()
    {
        using var hub = new Answers(_ => HttpStatusCode.OK) { BulkTaken = WorkloadRequests.BulkRecords - 3 };
        using var client = new HttpClient(hub) { BaseAddress = new Uri("http://127.0.0.1:1/") };

        IReadOnlyList<OperationFigures> figures = await new WorkloadMix(client, new WorkloadRequests(1, Parties, []), TimeProvider.System).RunAsync(
            new Dictionary<WorkloadKind, double> { [WorkloadKind.Bulk] = 2 }, TimeSpan.FromSeconds(1), new NoProgress(), CancellationToken.None);

        (figures.Single().Done, figures.Single().Failures).ShouldBe((0L, 6L));
    }

    [Fact]
    public async Task Of_WhenTheSeedIsTheSame_MakesTheSameRequests()
    {
        var pairs = new List<RecordPair> { new(new RecordKey("crm", "1"), new RecordKey("crm", "2")) };
        foreach (WorkloadKind kind in Enum.GetValues<WorkloadKind>())
        {
            for (int n = 0; n < 30; n++)
            {
                string one = await TextAsync(new WorkloadRequests(7, Parties, pairs).Of(kind, n));
                (await TextAsync(new WorkloadRequests(7, Parties, pairs).Of(kind, n))).ShouldBe(one);
            }
        }

        string answer = await TextAsync(new WorkloadRequests(7, Parties, pairs).Of(WorkloadKind.Steward, 1));
        answer.ShouldContain("\"left\":{\"source\":\"crm\",\"record_id\":\"1\"},\"right\":{\"source\":\"crm\",\"record_id\":\"2\"}");
    }

    [Theory]
    [InlineData(0.5, 50)]
    [InlineData(0.95, 95)]
    [InlineData(0.99, 99)]
    [InlineData(0.999, 100)]
    [InlineData(1, 100)]
    public void Percentile_WhenAHundredLatenciesAreKnown_IsTheSmallestThatCoversTheShare(double share, long expected) =>
        new OperationFigures(WorkloadKind.Read, 1, 100, 0, 0, TimeSpan.FromSeconds(1), [.. Enumerable.Range(1, 100).Select(i => (long)i)])
            .Percentile(share).Ticks.ShouldBe(expected);

    private static async Task<string> TextAsync(HttpRequestMessage request)
    {
        using (request)
        {
            return $"{request.Method} {request.RequestUri} {(request.Content is { } body ? await body.ReadAsStringAsync() : "")}";
        }
    }

    private static GoldenRecord Golden(int number)
    {
        RecordKey key = new("crm", $"{number}");
        return new GoldenRecord(
            new PartyId($"P{number}"), PartyType.Person, [key],
            [new GoldenCell(Attributes.NameGiven, "Ann", 0, key, "only"), new GoldenCell(Attributes.NameFamily, $"Leeson{number}", 0, key, "only")], []);
    }

    private sealed class Answers(Func<HttpRequestMessage, HttpStatusCode> status) : HttpMessageHandler
    {
        public ConcurrentBag<string> Asked { get; } = [];

        public int BulkTaken { get; init; } = WorkloadRequests.BulkRecords;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add($"{request.Method} {request.RequestUri!.AbsolutePath}");
            bool bulk = request.RequestUri.AbsolutePath == "/v1/records:bulk";
            string lines = bulk ? string.Concat(Enumerable.Repeat("{\"outcome\":\"created\"}\n", BulkTaken)) : "{}";
            return Task.FromResult(new HttpResponseMessage(status(request)) { Content = new StringContent(lines) });
        }
    }
}
