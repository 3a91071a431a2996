using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using PartyOrleans.Api.Json;
using PartyOrleans.Api.Problems;

namespace PartyOrleans.Api.Erasure;

/// <summary>Asks that nothing of a party stays.</summary>
/// <param name="Reason">Why; stands in the receipt, so it must name nobody. Required.</param>
internal sealed record EraseRequest(string? Reason);

/// <summary>Asks that an erased record may come again.</summary>
/// <param name="Source">Its source.</param>
/// <param name="RecordId">Its id there.</param>
/// <param name="Reason">Why. Required.</param>
internal sealed record LiftRequest(string? Source, string? RecordId, string? Reason);

/// <summary>Asks that values which passed their age be dropped.</summary>
/// <param name="DryRun">Whether they are only counted.</param>
internal sealed record RetentionRequest(bool DryRun = false);

/// <summary>Reads requests about erasure and retention.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(EraseRequest))]
[JsonSerializable(typeof(LiftRequest))]
[JsonSerializable(typeof(RetentionRequest))]
internal sealed partial class ErasureRequests : JsonSerializerContext
{
    private const int MostReasonCharacters = 2000;

    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="ProblemException">It is no such request.</exception>
    public static Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type) => RequestBody.ReadAsync(context, type, Parse);

    /// <summary>A reason that was given.</summary>
    /// <exception cref="ProblemException">There is none, or it cannot be kept.</exception>
    public static string RequireReason(string? reason) => !string.IsNullOrWhiteSpace(reason) && reason.Length <= MostReasonCharacters && !reason.Contains('\0', StringComparison.Ordinal)
        ? reason
        : throw new ProblemException(ProblemType.InvalidRequest, $"reason is required, of up to {MostReasonCharacters} characters, without U+0000.");

    private static T Parse<T>(ReadOnlySequence<byte> body, JsonTypeInfo<T> type)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            T? request = JsonSerializer.Deserialize(ref reader, type);
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
}
