using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using PartyOrleans.Local.Generate;
using PartyOrleans.Model;

namespace PartyOrleans.Local.Bench.Workload;

/// <summary>The n-th request of each kind: a function of seed, kind and n over a sample of the store's parties and its open reviews.</summary>
/// <param name="seed">The seed.</param>
/// <param name="parties">Parties that requests are about.</param>
/// <param name="reviews">Pairs that stewards answer, first the first.</param>
internal sealed class WorkloadRequests(int seed, IReadOnlyList<GoldenRecord> parties, IReadOnlyList<RecordPair> reviews)
{
    /// <summary>Records of one bulk request.</summary>
    public const int BulkRecords = 500;

    private const string Live = "workload-live";
    private const string Bulk = "workload-bulk";

    /// <summary>Of a thousand live records those that change one put before.</summary>
    private const int ChangesPerThousand = 300;

    private readonly string[] _searches = [.. parties.Select(PartySample.FuzzySearchOf).OfType<string>()];

    /// <summary>A search that any store with persons answers; null where no party of the sample has two names.</summary>
    public string? AnySearch => _searches.Length > 0 ? _searches[0] : null;

    /// <summary>Makes the n-th request of a kind, from 0.</summary>
    public HttpRequestMessage Of(WorkloadKind kind, long n)
    {
        var random = SeededRandom.For(seed, Purpose.Workload, n * 8 + (long)kind);
        return kind switch
        {
            WorkloadKind.Read => new HttpRequestMessage(HttpMethod.Get, PartySample.PathOf(Any(ref random))),
            WorkloadKind.Search => new HttpRequestMessage(HttpMethod.Get, _searches.Length > 0 ? _searches[random.Below(_searches.Length)] : "/v1/parties?q=smith"),
            WorkloadKind.Live => LiveRequest(n, ref random),
            WorkloadKind.Bulk => BulkRequest(n, ref random),
            WorkloadKind.Steward => StewardRequest(n, ref random),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This is no kind of request."),
        };
    }

    private GoldenRecord Any(ref SeededRandom random) => parties[random.Below(parties.Count)];

    private HttpRequestMessage LiveRequest(long n, ref SeededRandom random)
    {
        long id = n > 0 && random.Chance(ChangesPerThousand) ? random.Below(n) : n;
        return Sent(HttpMethod.Put, string.Create(CultureInfo.InvariantCulture, $"/v1/records/{Live}/{id}"), PartySample.BodyOf(Any(ref random)), "application/json");
    }

    private HttpRequestMessage BulkRequest(long n, ref SeededRandom random)
    {
        using var lines = new MemoryStream();
        using var json = new Utf8JsonWriter(lines);
        for (int i = 0; i < BulkRecords; i++)
        {
            json.WriteStartObject();
            json.WriteString("source", Bulk);
            json.WriteString("record_id", (n * BulkRecords + i).ToString(CultureInfo.InvariantCulture));
            json.WriteStartArray("values");
            foreach (GoldenCell cell in Any(ref random).Cells)
            {
                json.WriteStartObject();
                json.WriteString("attribute", cell.Attribute);
                json.WriteString("value", cell.Value);
                json.WriteNumber("group", cell.Group);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            lines.WriteByte((byte)'\n');
        }

        return Sent(HttpMethod.Post, "/v1/records:bulk", lines.ToArray(), "application/x-ndjson");
    }

    /// <summary>In turns: the list of reviews, an answer to one of those that were open at the start, and a judgement of two other records.</summary>
    private HttpRequestMessage StewardRequest(long n, ref SeededRandom random)
    {
        long turn = n / 3;
        if (n % 3 == 0)
        {
            return new HttpRequestMessage(HttpMethod.Get, "/v1/reviews?limit=20");
        }

        if (n % 3 == 1 && turn < reviews.Count)
        {
            RecordPair pair = reviews[(int)turn];
            return Sent(HttpMethod.Post, random.Chance(500) ? "/v1/reviews/confirm" : "/v1/reviews/reject", PairBody(pair.Left, pair.Right, kind: null), "application/json");
        }

        RecordKey left = Any(ref random).Records[0], right = Any(ref random).Records[0];
        return left == right
            ? new HttpRequestMessage(HttpMethod.Get, "/v1/judgements?limit=20")
            : Sent(HttpMethod.Put, "/v1/judgements", PairBody(left, right, "cannot-link"), "application/json");
    }

    private static byte[] PairBody(RecordKey left, RecordKey right, string? kind)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach ((string side, RecordKey key) in (ReadOnlySpan<(string, RecordKey)>)[("left", left), ("right", right)])
            {
                json.WriteStartObject(side);
                json.WriteString("source", key.Source);
                json.WriteString("record_id", key.RecordId);
                json.WriteEndObject();
            }

            if (kind is not null)
            {
                json.WriteString("kind", kind);
            }

            json.WriteString("reason", "workload");
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static HttpRequestMessage Sent(HttpMethod method, string path, byte[] body, string type)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return new HttpRequestMessage(method, path) { Content = content };
    }
}
