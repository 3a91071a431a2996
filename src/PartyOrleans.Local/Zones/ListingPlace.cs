using System.Text.Json;
using PartyOrleans.Connectors.Zones;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Zones;

/// <summary>
/// Where the listing of a zone of ascending keys goes on, kept beside the store: behind it everything is loaded. It only saves listing; what was
/// loaded is told by the manifest, so a place that is lost or of another location means a listing from the start and nothing else.
/// </summary>
internal sealed class ListingPlace(IOperationsStore documents, string name, ZoneLocation location, TimeProvider time)
{
    private const string Area = "zone-listing";

    /// <summary>The key to go on after; empty for the start.</summary>
    public async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        if (await documents.FindAsync(Area, name, cancellationToken) is not { } kept)
        {
            return "";
        }

        using JsonDocument json = JsonDocument.Parse(kept.Json);
        JsonElement root = json.RootElement;
        return string.Equals(root.GetProperty("location").GetString(), location.ToString(), StringComparison.Ordinal) ? root.GetProperty("after").GetString()! : "";
    }

    /// <summary>Keeps a place.</summary>
    public async Task KeepAsync(string after, CancellationToken cancellationToken)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("location", location.ToString());
            json.WriteString("after", after);
            json.WriteEndObject();
        }

        await documents.PutAsync([new OperationsDocument(Area, name, System.Text.Encoding.UTF8.GetString(text.ToArray()), time.GetUtcNow())], cancellationToken);
    }
}
