using System.Text;
using System.Text.Json.Nodes;
using PartyOrleans.Connectors.Adapters;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Matching;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Connectors.Tests.Adapters;

/// <summary>Contracts of fixtures, and messages put through their adapters.</summary>
internal static class AdapterRig
{
    private static readonly string Bundle = BundleFile.ToJson(DefaultBundle.Create());

    /// <summary>The contracts of a bundle that holds these.</summary>
    public static SourceContracts Contracts(params string[] contracts)
    {
        JsonObject bundle = JsonNode.Parse(Bundle)!.AsObject();
        bundle["contracts"] = new JsonArray([.. contracts.Select(contract => JsonNode.Parse(contract))]);
        return SourceContracts.Of(BundleFile.Parse(bundle.ToJsonString(), "the bundle"));
    }

    /// <summary>An adapter for the one contract.</summary>
    public static IMessageAdapter Adapter(string contract, SourceLedger? ledger = null)
    {
        SourceContracts contracts = Contracts(contract);
        return contracts.AdapterFor(contracts.All.Single().Source, "test", ledger ?? new SourceLedger());
    }

    /// <summary>A message of text.</summary>
    public static SourceMessage Message(string value, long place = 1, string key = "") =>
        new(Encoding.UTF8.GetBytes(value), place) { Key = Encoding.UTF8.GetBytes(key) };

    /// <summary>What came of a message, as fixtures write it.</summary>
    public static string Line(in AdaptedMessage message)
    {
        var line = new JsonObject();
        switch (message.Kind)
        {
            case AdaptedKind.Upsert:
                line["upsert"] = message.Key.ToString();
                message.Record!.Key.ShouldBe(message.Key);
                AddVersion(line, message.Version);
                line["values"] = new JsonArray([.. message.Record.Values.Select(value =>
                    (JsonNode)(value.Group == 0 ? $"{value.Attribute}={value.Value}" : $"{value.Attribute}#{value.Group}={value.Value}"))]);
                break;
            case AdaptedKind.Delete:
                line["delete"] = message.Key.ToString();
                AddVersion(line, message.Version);
                break;
            case AdaptedKind.Nothing:
                line["nothing"] = message.Reason;
                break;
            default:
                line["refused"] = message.Refusal.ToString();
                line["key"] = message.Key.ToString();
                line["reason"] = message.Reason;
                break;
        }

        return line.ToJsonString(new(System.Text.Json.JsonSerializerDefaults.General) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    private static void AddVersion(JsonObject line, string? version)
    {
        if (version is not null)
        {
            line["version"] = version;
        }
    }
}
