using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PartyOrleans.Api.Tests.Documents;

/// <summary>The API as its document describes it: says what of an answer the document does not say.</summary>
internal sealed class DescribedApi
{
    private readonly JsonShape _shape;
    private readonly Dictionary<string, JsonNode> _operations;
    private readonly (string Name, string Method, Regex Path)[] _paths;

    public DescribedApi(JsonNode document)
    {
        _shape = new JsonShape(document);
        SchemaNames = [.. document["components"]!["schemas"]!.AsObject().Select(schema => schema.Key)];
        (string Path, string Method, JsonNode Operation)[] all =
            [.. document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => (path.Key, operation.Key, operation.Value!)))];
        _operations = all.ToDictionary(entry => NameOf(entry.Operation), entry => entry.Operation, StringComparer.Ordinal);
        _paths = [.. all.OrderBy(entry => entry.Path.Count(c => c == '{')).Select(entry => (NameOf(entry.Operation), entry.Method.ToUpperInvariant(), PatternOf(entry.Path)))];
    }

    /// <summary>The operations by their ids.</summary>
    public IReadOnlyDictionary<string, JsonNode> Operations => _operations;

    /// <summary>Names of the schemas among the components.</summary>
    public IReadOnlyList<string> SchemaNames { get; }

    /// <summary>The document's schemas.</summary>
    public JsonShape Shape => _shape;

    /// <summary>Which operation a request is for; null where the document has none.</summary>
    public string? OperationOf(HttpMethod method, string path) =>
        _paths.Where(entry => entry.Method == method.Method && entry.Path.IsMatch(path.Split('?')[0])).Select(entry => entry.Name).FirstOrDefault();

    /// <summary>What of an answer the document does not say; empty where it says all of it.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync(string operation, HttpResponseMessage response)
    {
        string status = ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (_operations[operation]["responses"]![status] is not { } described)
        {
            return [$"{operation} answers {status}, which is not described"];
        }

        foreach ((string name, JsonNode? _) in described["headers"]?.AsObject() ?? [])
        {
            if (name is "Retry-After" or "Location" or "WWW-Authenticate" && !response.Headers.Contains(name))
            {
                return [$"{operation} answers {status} without {name}"];
            }
        }

        string body = await response.Content.ReadAsStringAsync();
        if (described["content"] is not JsonObject content)
        {
            return body.Length == 0 ? [] : [$"{operation} answers {status} with a body, which is not described"];
        }

        string mediaType = response.Content.Headers.ContentType?.MediaType ?? "none";
        if (content[mediaType]?["schema"] is not { } schema)
        {
            return [$"{operation} answers {status} in {mediaType}, which is not described"];
        }

        return mediaType switch
        {
            "application/x-ndjson" => [.. body.Split('\n', StringSplitOptions.RemoveEmptyEntries).SelectMany(line => _shape.Faults(JsonNode.Parse(line), schema))],
            "application/json" => _shape.Faults(JsonNode.Parse(body), schema),
            "application/problem+json" => [.. _shape.Faults(JsonNode.Parse(body), schema), .. ProblemFaults(operation, status, described, JsonNode.Parse(body)!)],
            _ => _shape.Faults(JsonValue.Create(body), schema),
        };
    }

    /// <summary>Every example of the document that does not fit its schema.</summary>
    public IReadOnlyList<string> ExampleFaults()
    {
        var faults = new List<string>();
        foreach ((string name, JsonNode operation) in _operations)
        {
            IEnumerable<JsonNode?> contents = [operation["requestBody"]?["content"], .. operation["responses"]!.AsObject().Select(response => response.Value!["content"])];
            foreach (JsonNode content in contents.OfType<JsonObject>().SelectMany(content => content.Select(type => type.Value!)).Where(content => content["example"] is not null))
            {
                faults.AddRange(_shape.Faults(content["example"], content["schema"]!).Select(fault => $"{name}: {fault}"));
            }

            foreach (JsonNode? parameter in operation["parameters"]?.AsArray().Where(parameter => parameter!["example"] is not null) ?? [])
            {
                faults.AddRange(_shape.Faults(parameter!["example"], parameter["schema"]!).Select(fault => $"{name}, {parameter["name"]}: {fault}"));
            }
        }

        return faults;
    }

    private static IEnumerable<string> ProblemFaults(string operation, string status, JsonNode described, JsonNode problem) =>
        described["description"]!.GetValue<string>().Contains($"`{problem["type"]}`", StringComparison.Ordinal)
            ? []
            : [$"{operation} answers {status} with {problem["type"]}, which is not described"];

    private static string NameOf(JsonNode operation) => operation["operationId"]!.GetValue<string>();

    private static Regex PatternOf(string path) =>
        new("^" + Regex.Replace(Regex.Escape(path).Replace("\\{", "{", StringComparison.Ordinal), @"\{[^}]*\}", "[^/]+", RegexOptions.None, TimeSpan.FromSeconds(1)) + "$", RegexOptions.None, TimeSpan.FromSeconds(1));
}
