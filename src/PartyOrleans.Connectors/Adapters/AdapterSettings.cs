using System.Text.Json;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Connectors.Adapters;

/// <summary>What a contract tells its adapter besides mapping and schema.</summary>
internal sealed class AdapterSettings
{
    private readonly Dictionary<string, JsonElement> members;

    private AdapterSettings(Dictionary<string, JsonElement> members) => this.members = members;

    /// <summary>Reads settings.</summary>
    /// <param name="json">A JSON object; empty for none.</param>
    /// <param name="known">Members that the adapter knows.</param>
    /// <param name="problems">Takes what is unknown.</param>
    public static AdapterSettings Read(string json, IReadOnlyList<string> known, List<BundleProblem> problems)
    {
        var found = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (json.Length == 0)
        {
            return new AdapterSettings(found);
        }

        using JsonDocument document = JsonDocument.Parse(json);
        foreach (JsonProperty member in document.RootElement.EnumerateObject())
        {
            if (known.Contains(member.Name, StringComparer.Ordinal))
            {
                found[member.Name] = member.Value.Clone();
            }
            else
            {
                problems.Add(new BundleProblem(
                    $"settings.{member.Name}", known.Count == 0 ? "is unknown; this adapter has no settings" : $"is unknown; known here are {string.Join(", ", known)}"));
            }
        }

        return new AdapterSettings(found);
    }

    /// <summary>A member, or null.</summary>
    public JsonElement? Find(string member) => members.TryGetValue(member, out JsonElement element) ? element : null;

    /// <summary>A text out of a list; the first one where there is none, and after a problem.</summary>
    public string OneOf(string member, IReadOnlyList<string> allowed, List<BundleProblem>? problems = null)
    {
        if (Find(member) is not { } element)
        {
            return allowed[0];
        }

        if (element.ValueKind == JsonValueKind.String && allowed.Contains(element.GetString()!, StringComparer.Ordinal))
        {
            return element.GetString()!;
        }

        problems?.Add(new BundleProblem($"settings.{member}", $"is not one of {string.Join(", ", allowed)}"));
        return allowed[0];
    }

    /// <summary>Texts that are not empty; null where there are none, and after a problem.</summary>
    public string[]? Texts(string member, List<BundleProblem>? problems = null)
    {
        if (Find(member) is not { } element)
        {
            return null;
        }

        if (element.ValueKind == JsonValueKind.Array && element.GetArrayLength() > 0
            && element.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String && one.GetString()!.Length > 0))
        {
            return [.. element.EnumerateArray().Select(one => one.GetString()!)];
        }

        problems?.Add(new BundleProblem($"settings.{member}", "is not an array of texts, none of them empty"));
        return null;
    }

    /// <summary>A whole number within bounds; the least one where there is none, and after a problem.</summary>
    public int WholeNumber(string member, int least, int most, List<BundleProblem>? problems = null)
    {
        if (Find(member) is not { } element)
        {
            return least;
        }

        if (element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int number) && number >= least && number <= most)
        {
            return number;
        }

        problems?.Add(new BundleProblem($"settings.{member}", $"is not a whole number from {least} to {most}"));
        return least;
    }
}
