using System.Collections.Frozen;

namespace PartyOrleans.Connectors.Outbox;

/// <summary>The published JSON Schemas of events, one for each of <see cref="EventTypes"/>: files that never change but for members added.</summary>
public static class EventSchemas
{
    private const string Prefix = "urn:party-hub:schema:";
    private const string Resource = "PartyOrleans.Schemas.";
    private const string Extension = ".json";

    private static readonly FrozenDictionary<string, string> ByType = EventTypes.All.ToFrozenDictionary(type => type, type => Prefix + type, StringComparer.Ordinal);

    /// <summary>The name that events give as their <c>dataschema</c>; the id of the schema.</summary>
    public static string UriOf(string type) => ByType[type];

    /// <summary>The schema of a whole event of a type (UTF-8 JSON); null where there is no such type.</summary>
    public static byte[]? Find(string type)
    {
        if (!ByType.ContainsKey(type))
        {
            return null;
        }

        using Stream stream = typeof(EventSchemas).Assembly.GetManifestResourceStream(Resource + type + Extension)!;
        byte[] text = new byte[stream.Length];
        stream.ReadExactly(text);
        return text;
    }
}
