using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using PartyOrleans.Api.Json;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Records;
using PartyOrleans.Model;

namespace PartyOrleans.Api.Stewardship;

/// <summary>Names a source record.</summary>
/// <param name="Source">Its source.</param>
/// <param name="RecordId">Its id there.</param>
public sealed record RecordName(string? Source, string? RecordId);

/// <summary>What a steward wants done about a pair of records.</summary>
/// <param name="Left">One record.</param>
/// <param name="Right">The other.</param>
/// <param name="Kind">Of a judgement: <c>must-link</c> or <c>cannot-link</c>.</param>
/// <param name="Reason">Why, in the steward's words; kept with the decision.</param>
/// <param name="Minutes">Of a claim: how long it holds, 1 to 480 minutes.</param>
public sealed record PairRequest(RecordName? Left, RecordName? Right, string? Kind = null, string? Reason = null, int? Minutes = null)
{
    private const int MostReasonCharacters = 2000;

    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="ProblemException">It is no such request.</exception>
    internal static async Task<(PairRequest Request, RecordPair Pair)> ReadAsync(HttpContext context)
    {
        PairRequest request = await RequestBody.ReadAsync(context, 0, static (body, _) => Parse(body));
        if (request.Reason is { Length: > MostReasonCharacters } || request.Reason?.Contains('\0', StringComparison.Ordinal) == true)
        {
            throw new ProblemException(ProblemType.InvalidRequest, $"reason may have {MostReasonCharacters} characters, without U+0000.");
        }

        return (request, PairOf(KeyOf(request.Left, "left"), KeyOf(request.Right, "right")));
    }

    /// <summary>The pair of two records named in a query as <c>source/record id</c>.</summary>
    /// <exception cref="ProblemException">They are no pair.</exception>
    internal static RecordPair PairOf(string? left, string? right) => PairOf(KeyOf(NameOf(left), "left"), KeyOf(NameOf(right), "right"));

    private static RecordPair PairOf(RecordKey left, RecordKey right) =>
        left == right ? throw new ProblemException(ProblemType.InvalidRequest, "left and right are the same record.") : new RecordPair(left, right);

    private static PairRequest Parse(ReadOnlySequence<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            PairRequest? request = JsonSerializer.Deserialize(ref reader, StewardshipJson.Default.PairRequest);
            return request is not null && !reader.Read() ? request : throw new ProblemException(ProblemType.InvalidRequest, "A JSON object is expected.");
        }
        catch (JsonException broken)
        {
            throw new ProblemException(
                ProblemType.InvalidRequest, $"The JSON is broken, or has a member that is not known here, near line {(broken.LineNumber ?? 0) + 1}.");
        }
        catch (InvalidOperationException)
        {
            throw new ProblemException(ProblemType.InvalidRequest, "A text is not valid Unicode.");
        }
    }

    private static RecordName? NameOf(string? text) => text?.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash
        ? new RecordName(text[..slash], text[(slash + 1)..])
        : null;

    private static RecordKey KeyOf(RecordName? name, string member)
    {
        if (name is not { Source: { } source, RecordId: { } recordId })
        {
            throw new ProblemException(ProblemType.InvalidRequest, $"{member} must name a record by source and record id.");
        }

        string reason = RecordEndpoints.ReasonAgainst(source, recordId);
        return reason.Length == 0 ? new RecordKey(source, recordId) : throw new ProblemException(ProblemType.InvalidRequest, $"{member} names no record: {reason}.");
    }
}

/// <summary>How requests of stewards are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(PairRequest))]
internal sealed partial class StewardshipJson : JsonSerializerContext;
