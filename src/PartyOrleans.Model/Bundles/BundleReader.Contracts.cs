using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PartyOrleans.Model.Bundles;

/// <summary>Contracts of sources.</summary>
internal sealed partial class BundleReader
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private List<SourceContract> ReadContracts(BundleMembers bundle)
    {
        var contracts = new List<SourceContract>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((JsonElement element, string path) in bundle.Items("contracts", "an array of contracts", isOptional: true))
        {
            int before = _problems.Count;
            BundleMembers members = Members(element, path, "source", "owner", "adapter", "settings", "order", "freshness", "mapping", "schema");
            var contract = new SourceContract
            {
                Source = members.Text("source"),
                Owner = OptionalText(members, "owner"),
                Adapter = members.Text("adapter"),
                Settings = JsonOf(members, "settings"),
                Order = OptionalText(members, "order"),
                Freshness = members.Duration("freshness", TimeSpan.Zero),
                Mapping = JsonOf(members, "mapping"),
                Schema = JsonOf(members, "schema"),
            };
            RefuseRepeated(members, "source", contract.Source, seen);
            if (_problems.Count == before && vocabulary?.Contracts is { } vet)
            {
                foreach (BundleProblem problem in vet(contract))
                {
                    members.Refuse(problem.Path, problem.Message);
                }
            }

            contracts.Add(contract);
        }

        return contracts;
    }

    private static string OptionalText(BundleMembers members, string member) =>
        members.Find(member, "a text", isOptional: true) is null ? "" : members.Text(member);

    /// <summary>An object as compact JSON, its members and numbers as they stand there; empty where there is none.</summary>
    private static string JsonOf(BundleMembers members, string member)
    {
        if (members.Find(member, "an object", isOptional: true) is not { } element)
        {
            return "";
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            members.Refuse(member, $"{BundleMembers.ShapeOf(element)} is not an object");
            return "";
        }

        try
        {
            using var stream = new MemoryStream();
            using (var json = new Utf8JsonWriter(stream, Compact))
            {
                element.WriteTo(json);
            }

            return Encoding.UTF8.GetString(stream.ToArray());
        }
        catch (InvalidOperationException)
        {
            members.Refuse(member, "holds a text with half a surrogate pair");
            return "";
        }
    }
}
