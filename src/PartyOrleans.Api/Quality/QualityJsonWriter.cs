using System.Text.Json;
using PartyOrleans.Quality;

namespace PartyOrleans.Api.Quality;

/// <summary>Writes quality reports as JSON.</summary>
public static class QualityJsonWriter
{
    /// <summary>Writes a report as an object.</summary>
    public static void Write(Utf8JsonWriter json, QualityReport report, bool withProfile)
    {
        json.WriteStartObject();
        json.WriteNumber("number", report.Number);
        json.WriteString("at", report.Profile.At);
        json.WriteNumber("commit", report.Profile.Commit);
        json.WriteString("state", NameOf(report.State));
        if (report.Origin.Length > 0)
        {
            json.WriteString("origin", report.Origin);
        }

        json.WriteStartArray("results");
        foreach (QualityResult result in report.Results)
        {
            json.WriteStartObject();
            json.WriteString("key", result.Key);
            json.WriteString("state", NameOf(result.State));
            WriteNumber(json, "value", result.Value);
            WriteNumber(json, "previous", result.Previous);
            WriteNumber(json, "warn", result.Warn);
            WriteNumber(json, "fail", result.Fail);
            if (result.Note.Length > 0)
            {
                json.WriteString("note", result.Note);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (withProfile)
        {
            json.WritePropertyName("profile");
            Write(json, report.Profile);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, QualityProfile profile)
    {
        json.WriteStartObject();
        json.WriteNumber("records", profile.Records);
        json.WriteNumber("parties", profile.Parties);
        json.WriteNumber("reviews", profile.Reviews);
        json.WriteNumber("golden_versions", profile.GoldenVersions);
        json.WriteNumber("largest_party", profile.LargestParty);
        WriteEach(json, "types", profile.Types, static (json, type) =>
        {
            json.WriteString("type", type.Type);
            json.WriteNumber("parties", type.Parties);
        });
        WriteEach(json, "sizes", profile.Sizes, static (json, size) =>
        {
            json.WriteNumber("from", size.From);
            json.WriteNumber("parties", size.Parties);
        });
        WriteEach(json, "attributes", profile.Attributes, static (json, attribute) =>
        {
            json.WriteString("attribute", attribute.Attribute);
            json.WriteNumber("parties", attribute.Parties);
            json.WriteNumber("persons", attribute.Persons);
            json.WriteNumber("organisations", attribute.Organisations);
            json.WriteNumber("values", attribute.Values);
            WriteNumber(json, "valid", attribute.Valid);
            WriteNumber(json, "distinct", attribute.Distinct);
            WriteNumber(json, "unique", attribute.Unique);
        });
        WriteEach(json, "sources", profile.Sources, static (json, source) =>
        {
            json.WriteString("source", source.Source);
            json.WriteNumber("records", source.Records);
            if (source.ChangedAt is { } at)
            {
                json.WriteString("changed_at", at);
            }

            json.WriteNumber("dead_letters", source.DeadLetters);
        });
        json.WriteEndObject();
    }

    private static void WriteEach<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, known);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, known);
        }
    }

    private static string NameOf(QualityState state) => state switch
    {
        QualityState.Ok => "ok",
        QualityState.Warn => "warn",
        QualityState.Fail => "fail",
        _ => "unknown",
    };
}
