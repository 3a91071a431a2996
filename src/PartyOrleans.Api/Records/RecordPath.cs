using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PartyOrleans.Api.Records;

/// <summary>Ids in paths. The server leaves an escaped slash as it is, so that an id with one must be read from the path as it was sent.</summary>
internal static class RecordPath
{
    /// <summary>An id in the path, wholly unescaped.</summary>
    /// <param name="context">The request.</param>
    /// <param name="routed">The id as routing gave it.</param>
    public static string Unescape(HttpContext context, string routed)
    {
        if (!routed.Contains("%2F", StringComparison.OrdinalIgnoreCase))
        {
            return routed;
        }

        string target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        int query = target.IndexOf('?', StringComparison.Ordinal);
        string path = query < 0 ? target : target[..query];
        foreach (string segment in path.Split('/'))
        {
            // What the server made of the segment: all of it unescaped but the slashes.
            string kept = Uri.UnescapeDataString(segment.Replace("%2F", "%252F", StringComparison.Ordinal).Replace("%2f", "%252f", StringComparison.Ordinal));
            if (string.Equals(kept, routed, StringComparison.Ordinal))
            {
                return Uri.UnescapeDataString(segment);
            }
        }

        return routed;
    }
}
