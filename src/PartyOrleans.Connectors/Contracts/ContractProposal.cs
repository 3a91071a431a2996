using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PartyOrleans.Connectors.Adapters;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Connectors.Contracts;

/// <summary>A contract made from the beginning of an input: what it holds, as a promise. Somebody who knows the source is to look it over.</summary>
/// <param name="Contract">The contract.</param>
/// <param name="Mapping">Which fields become which attributes, with the reasons.</param>
/// <param name="Samples">Records that it was made from.</param>
public sealed record ContractProposal(SourceContract Contract, MappingProposal Mapping, int Samples)
{
    private const int MostSamples = 1000;
    private static readonly JsonSerializerOptions Lines = new() { WriteIndented = true, IndentSize = 2, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Makes a contract of the first 512 KiB of an input.</summary>
    /// <param name="file">The input.</param>
    /// <param name="stream">Its bytes; read and closed.</param>
    /// <param name="source">The source; null for the file's name.</param>
    /// <exception cref="InputException">It cannot be read, or has no field that is recognised.</exception>
    public static ContractProposal Of(InputFile file, Stream stream, string? source)
    {
        using InputBytes bytes = InputBytes.Open(file, stream);
        string name = source ?? file.Source ?? file.BareName;
        if (bytes.Head.Span.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..])
        {
            return OfJson(name, Objects(bytes), Recognised);
        }

        return OfColumns(name, Recognised());

        MappingProposal Recognised() => InputFormat.Recognise(file, new InputOptions { Source = name }, bytes).InUse.Proposal;
    }

    /// <summary>The contract as it stands in a bundle.</summary>
    public string ToJson()
    {
        var json = new JsonObject { ["source"] = Contract.Source, ["adapter"] = Contract.Adapter };
        foreach ((string member, string text) in (ReadOnlySpan<(string, string)>)[("mapping", Contract.Mapping), ("schema", Contract.Schema)])
        {
            if (text.Length > 0)
            {
                json[member] = JsonNode.Parse(text);
            }
        }

        return json.ToJsonString(Lines);
    }

    private static ContractProposal OfColumns(string source, MappingProposal mapping)
    {
        var properties = new JsonObject();
        foreach (ColumnProposal column in mapping.Columns)
        {
            properties[column.Column] = new JsonObject { ["type"] = "string" };
        }

        var schema = new JsonObject { ["type"] = "object" };
        if (mapping.Mapping.RecordId is { } id)
        {
            schema["required"] = new JsonArray(id);
        }

        schema["properties"] = properties;
        return Sound(new SourceContract { Source = source, Adapter = "csv", Mapping = Compact(mapping.Mapping.ToJson()), Schema = schema.ToJsonString() }, mapping, 0);
    }

    private static ContractProposal OfJson(string source, List<JsonElement> samples, Func<MappingProposal> recognised)
    {
        string adapter = AdapterOf(samples);
        if (adapter == "debezium")
        {
            samples = [.. samples.Select(RowOf).OfType<JsonElement>()];
        }

        MappingProposal mapping = adapter switch
        {
            "debezium" => RowMapping(samples),
            "json" => recognised(),
            _ => new MappingProposal(AdapterTable.ByName[adapter].OwnMapping!, [], []),
        };
        var summary = new FieldSummary();
        samples.ForEach(summary.Add);
        bool knowsItsFields = adapter is "followthemoney" or "senzing";
        string id = adapter switch
        {
            "followthemoney" => "id",
            "senzing" => "RECORD_ID",
            _ => mapping.Mapping.RecordId ?? "",
        };
        return Sound(
            new SourceContract
            {
                Source = source, Adapter = adapter, Mapping = knowsItsFields ? "" : Compact(mapping.Mapping.ToJson()), Schema = summary.Schema(id).ToJsonString(),
            },
            mapping, samples.Count);
    }

    private static string AdapterOf(List<JsonElement> samples) =>
        samples.Exists(sample => RowOf(sample) is not null) ? "debezium"
        : samples.Exists(sample => sample.TryGetProperty("schema", out JsonElement schema) && schema.ValueKind == JsonValueKind.String && FollowTheMoneySchemas.IsKnown(schema.GetString()!)
            && sample.TryGetProperty("properties", out JsonElement properties) && properties.ValueKind == JsonValueKind.Object) ? "followthemoney"
        : samples.Exists(sample => sample.TryGetProperty("RECORD_ID", out _) && (sample.TryGetProperty("DATA_SOURCE", out _) || sample.TryGetProperty("FEATURES", out _))) ? "senzing"
        : "json";

    /// <summary>The row of a change event; null for another object.</summary>
    private static JsonElement? RowOf(JsonElement sample)
    {
        if (sample.TryGetProperty("payload", out JsonElement payload) && payload.ValueKind == JsonValueKind.Object)
        {
            sample = payload;
        }

        bool isEvent = sample.TryGetProperty("op", out _) && sample.TryGetProperty("source", out _);
        return !isEvent ? null
            : sample.TryGetProperty("after", out JsonElement after) && after.ValueKind == JsonValueKind.Object ? after
            : sample.TryGetProperty("before", out JsonElement before) && before.ValueKind == JsonValueKind.Object ? before
            : null;
    }

    private static MappingProposal RowMapping(List<JsonElement> rows)
    {
        string[] header = [.. rows.SelectMany(row => row.EnumerateObject().Select(field => field.Name)).Distinct(StringComparer.Ordinal)];
        MappingProposal proposal = PartyOrleans.Connectors.Mapping.Propose(
            header, rows.ConvertAll(row => Array.ConvertAll(header, name => row.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value.ToString().Trim() : "")));

        // Each change of a row repeats its id, so what would be an id by its name is one although it is not unique.
        return proposal.Mapping.RecordId is null && proposal.Mapping.Columns.Count > 0 && IdIn(header) is { } id
            ? proposal with { Mapping = proposal.Mapping with { RecordId = id, Columns = [.. proposal.Mapping.Columns.Where(column => column.Key != id)] }, Notes = [] }
            : proposal;
    }

    private static string? IdIn(string[] header) => header
        .Select(name => (Name: name, Meaning: ColumnNames.Recognise(name))).Where(column => column.Meaning is { Role: ColumnRole.RecordId })
        .OrderBy(column => column.Meaning!.Value.Rank).ThenBy(column => column.Name, StringComparer.Ordinal).Select(column => column.Name).FirstOrDefault();

    private static List<JsonElement> Objects(InputBytes bytes)
    {
        var objects = new List<JsonElement>();
        ReadOnlySpan<byte> head = bytes.Head.Span;
        int at = 0;
        while (objects.Count < MostSamples && JsonElements.Next(head, ref at, bytes.HeadIsAll, int.MaxValue, out JsonElementRange range) == JsonElements.Found.Element)
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(bytes.Head[range.Start..range.End]);
                if (document.RootElement.ValueKind == JsonValueKind.Object)
                {
                    objects.Add(document.RootElement.Clone());
                }
            }
            catch (JsonException)
            {
                // A broken object promises nothing.
            }
        }

        return objects;
    }

    private static string Compact(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            document.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static ContractProposal Sound(SourceContract contract, MappingProposal mapping, int samples)
    {
        IReadOnlyList<BundleProblem> problems = SourceContracts.Vet(contract);
        return problems.Count == 0 ? new ContractProposal(contract, mapping, samples)
            : throw new InputException($"{contract.Source}: no contract can be made of the input: {problems[0]}.");
    }
}
