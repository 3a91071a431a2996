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

    /// <summary>Attributes whose words are searched as names.</summary>
    private static readonly string[] NameAttributes =
        [.. Attributes.Plain.Where(attribute => attribute.StartsWith("name.", StringComparison.Ordinal))];

    /// <summary>Everything else that is searched. Where a caller may not see all of it a hit would tell a value, so only names are searched.</summary>
    private static readonly string[] OtherAttributes =
    [
        .. Attributes.Plain.Where(attribute => attribute.StartsWith("address.", StringComparison.Ordinal)),
        Attributes.DateBirth, Attributes.DateRegistration, Attributes.Email, Attributes.Phone, Attributes.Website,
        .. Attributes.IdentifierTypes.Order(StringComparer.Ordinal).Select(type => Attributes.IdentifierPrefix + type),
    ];

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

        IValueMask mask = Caller.Of(context).Mask;
        if (!NameAttributes.All(mask.Shows))
        {
            throw new ProblemException(ProblemType.Forbidden, "Names are masked for this caller, so that no words may be searched.");
        }

        var request = new SearchRequest(query, page.Request, only, NamesOnly: !OtherAttributes.All(mask.Shows));
        SearchPage found = await search.SearchAsync(request, context.RequestAborted);
        await JsonBody.WriteAsync(
            context, StatusCodes.Status200OK, (found, mask, request.NamesOnly), static (json, state) => Write(json, state.found, state.mask, state.NamesOnly));
    }

    private static void Write(Utf8JsonWriter json, SearchPage found, IValueMask mask, bool isNamesOnly)
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
        json.WriteBoolean("names_only", isNamesOnly);
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
