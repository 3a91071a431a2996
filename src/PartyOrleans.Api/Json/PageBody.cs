using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Json;

/// <summary>Answers with a page of a list: <c>items</c>, and <c>next</c> where there may be more.</summary>
internal static class PageBody
{
    private static readonly JsonEncodedText ItemsName = JsonEncodedText.Encode("items");
    private static readonly JsonEncodedText NextName = JsonEncodedText.Encode("next");

    /// <summary>Writes the page; each item as an object.</summary>
    /// <param name="context">The request.</param>
    /// <param name="page">The page.</param>
    /// <param name="state">What writing an item needs besides it.</param>
    /// <param name="write">Writes the members of an item.</param>
    public static Task WriteAsync<TItem, TState>(HttpContext context, Page<TItem> page, TState state, Action<Utf8JsonWriter, TItem, TState> write) =>
        JsonBody.WriteAsync(context, StatusCodes.Status200OK, (page, state, write), static (json, all) =>
        {
            json.WriteStartObject();
            json.WriteStartArray(ItemsName);
            foreach (TItem item in all.page.Items)
            {
                json.WriteStartObject();
                all.write(json, item, all.state);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (all.page.Next is { } next)
            {
                json.WriteString(NextName, next);
            }

            json.WriteEndObject();
        });
}
