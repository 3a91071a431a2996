using System.Text.Json.Serialization;
using PartyOrleans.Api.Problems;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.DeadLetters;

/// <summary>Asks that a letter be read from another text.</summary>
/// <param name="Text">The mended text; null or empty goes back to the raw one.</param>
/// <param name="Reason">Why.</param>
internal sealed record EditLetterRequest(string? Text, string? Reason = null);

/// <summary>Names open dead letters: by number, by what they have in common, or all.</summary>
/// <param name="Numbers">These letters.</param>
/// <param name="Source">Only letters of this source.</param>
/// <param name="Input">Only letters that came in this file or stream.</param>
/// <param name="Kind">Only letters of this kind.</param>
/// <param name="From">Only letters of this time or later.</param>
/// <param name="Until">Only letters before this time.</param>
/// <param name="All">Every open letter; needed where nothing else is named, so that none is meant by mistake.</param>
/// <param name="After">Only letters after this one: the next_after of the answer before.</param>
/// <param name="Most">Letters at most, 1 to 10,000; 1000 where absent.</param>
/// <param name="DryRun">Whether nothing is kept.</param>
/// <param name="Reason">Why; kept with the commit.</param>
internal sealed record LettersRequest(
    IReadOnlyList<long>? Numbers = null, string? Source = null, string? Input = null, string? Kind = null, DateTimeOffset? From = null,
    DateTimeOffset? Until = null, bool All = false, long After = 0, int? Most = null, bool DryRun = false, string? Reason = null)
{
    /// <summary>The letters that are meant.</summary>
    /// <exception cref="ProblemException">None are named, or a bound is passed.</exception>
    public DeadLetterSelection Selection()
    {
        bool hasFilter = Source is not null || Input is not null || Kind is not null || From is not null || Until is not null;
        if ((Numbers is not null ? 1 : 0) + (hasFilter ? 1 : 0) + (All ? 1 : 0) != 1)
        {
            throw new ProblemException(
                ProblemType.InvalidRequest, "Exactly one is needed: numbers, or some of source, input, kind, from and until, or all: true.");
        }

        if (Most is < 1 or > DeadLetterSelection.MostLetters || Numbers is { Count: 0 or > DeadLetterSelection.MostLetters } || After < 0)
        {
            throw new ProblemException(
                ProblemType.InvalidRequest, $"most and the count of numbers must be from 1 to {DeadLetterSelection.MostLetters}, after from 0.");
        }

        return new DeadLetterSelection
        {
            Numbers = Numbers,
            After = After,
            Most = Most ?? Math.Max(1000, Numbers?.Count ?? 0),
            Filter = new DeadLetterFilter
            {
                Source = Source, Input = Input, From = From, Before = Until, State = DeadLetterState.Open,
                Kind = Kind is null ? null : DeadLetterNames.KindOf(Kind),
            },
        };
    }
}

/// <summary>How requests about dead letters are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(EditLetterRequest))]
[JsonSerializable(typeof(LettersRequest))]
internal sealed partial class DeadLetterRequests : JsonSerializerContext;
