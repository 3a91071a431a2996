using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using PartyOrleans.Api.Json;
using PartyOrleans.Api.Privacy;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Security;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Parties;

/// <summary>Parties by words, or all of them in the order of their ids.</summary>
internal static class SearchEndpoint
{
    private const int MostQueryCharacters = 500;

    private static readonly string[] HowNames = ["none", "exact", "exact-elsewhere", "prefix", "nickname", "similar", "sounds-like"];

    /// <summary>Answers a request.</summary>
    public static async Task GetAsync(
        [FromQuery(Name = "q")] string? query, [FromQuery] string? type, [AsParameters] PageQuery page, HttpContext context, HubParts parts)
    {
        PartyType? only = TypeOf(type);
        if (string.IsNullOrWhiteSpace(query))
        {
            if (only is not null)
            {
                throw new ProblemException(ProblemType.InvalidRequest, "type narrows a search; q is needed.");
            }

            Page<GoldenRecord> all = await parts.ReadModel.ReadPartiesAsync(page.Request, context.RequestAborted);
            await PageBody.WriteAsync(context, all, Caller.Of(context).Mask, PartyJsonWriter.WriteMembers);
            return;
        }

        if (query.Length > MostQueryCharacters)
        {
            throw new ProblemException(ProblemType.InvalidRequest, $"q may have {MostQueryCharacters} characters.");
        }

        if (parts.Search is not { } search)
        {
            throw new ProblemException(ProblemType.Unavailable, "This store cannot be searched.");
        }

        SearchPage found = await search.SearchAsync(new SearchRequest(query, page.Request, only), context.RequestAborted);
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, (found, Caller.Of(context).Mask), static (json, state) => Write(json, state.found, state.Mask));
    }

    private static void Write(Utf8JsonWriter json, SearchPage found, IValueMask mask)
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (SearchHit hit in found.Hits)
        {
            json.WriteStartObject();
            json.WriteNumber("score", Math.Round(hit.Score, 4));
            json.WriteStartArray("words");
            foreach (SearchMatch word in hit.Words)
            {
                json.WriteStartObject();
                json.WriteString("word", word.Word);
                json.WriteString("how", HowNames[(int)word.How]);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            PartyJsonWriter.WriteMembers(json, hit.Golden, mask);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("query_words", found.QueryWords);
        json.WriteNumber("matched_words", found.MatchedWords);
        json.WriteBoolean("is_complete", found.IsComplete);
        if (found.Next is { } next)
        {
            json.WriteString("next", next);
        }

        json.WriteEndObject();
    }

    private static PartyType? TypeOf(string? type) => type switch
    {
        null or "" => null,
        "person" => PartyType.Person,
        "organisation" => PartyType.Organisation,
        _ => throw new ProblemException(ProblemType.InvalidRequest, "type must be person or organisation."),
    };
}
