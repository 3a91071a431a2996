using System.Text.Json;

namespace PartyOrleans.Api.Sources;

/// <summary>Writes sources as JSON.</summary>
internal static class SourceJsonWriter
{
    /// <summary>Writes a source as an object.</summary>
    public static void Write(Utf8JsonWriter json, SourceStatus source)
    {
        json.WriteStartObject();
        json.WriteString("source", source.Name);
        if (source.Contract is { } terms)
        {
            json.WriteStartObject("contract");
            json.WriteString("adapter", terms.Adapter);
            if (terms.Owner.Length > 0)
            {
                json.WriteString("owner", terms.Owner);
            }

            json.WriteNumber("trust", terms.Trust);
            if (terms.Freshness > TimeSpan.Zero)
            {
                json.WriteNumber("freshness_seconds", terms.Freshness.TotalSeconds);
            }

            json.WriteEndObject();
        }

        if (source.LastAcceptedAt is { } last)
        {
            json.WriteString("last_accepted_at", last);
        }

        json.WriteBoolean("is_stale", source.IsStale);
        json.WriteNumber("accepted", source.Accepted);
        json.WriteNumber("deleted", source.Deleted);
        WriteCounts(json, "refused", "kind", source.Refused);
        WriteCounts(json, "passed", "reason", source.Passed);
        WriteDrift(json, source.Drift);
        json.WriteEndObject();
    }

    /// <summary>Writes what differs as the member <c>drift</c>.</summary>
    public static void WriteDrift(Utf8JsonWriter json, IReadOnlyList<SourceDrift> drift)
    {
        json.WriteStartArray("drift");
        foreach (SourceDrift one in drift)
        {
            json.WriteStartObject();
            json.WriteString("field", one.Field);
            json.WriteString("kind", one.Kind);
            json.WriteString("input", one.Input);
            json.WriteNumber("place", one.Place);
            if (one.Shape.Length > 0)
            {
                json.WriteString("shape", one.Shape);
            }

            json.WriteNumber("count", one.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCounts(Utf8JsonWriter json, string member, string name, IReadOnlyList<KeyValuePair<string, long>> counts)
    {
        json.WriteStartArray(member);
        foreach ((string what, long count) in counts)
        {
            json.WriteStartObject();
            json.WriteString(name, what);
            json.WriteNumber("count", count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
