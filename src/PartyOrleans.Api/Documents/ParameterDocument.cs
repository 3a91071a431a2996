using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using PartyOrleans.Api.DeadLetters;
using PartyOrleans.Api.Records;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Documents;

/// <summary>What the document says of a parameter: the same wherever one of its name stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="In">Where it stands.</param>
/// <param name="Description">What it means.</param>
internal sealed record ParameterDocument(string Name, ParameterLocation In, string Description)
{
    private const int MostIdCharacters = 200;

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<ParameterDocument> All =
    [
        Text("source", ParameterLocation.Path, "Source of the record.", RecordLimits.MostSourceCharacters) with { Example = "crm" },
        Text("recordId", ParameterLocation.Path, "Id of the record in its source; a slash in it is sent as %2F.", RecordLimits.MostRecordIdCharacters) with { Example = "17" },
        Text("partyId", ParameterLocation.Path, "Id of a party.", MostIdCharacters),
        Text("pipeline", ParameterLocation.Path, "Name of a pipeline.", 60) with { Example = "daily" },
        new("number", ParameterLocation.Path, "Which run of the pipeline, from 1.") { Range = (1, null) },
        Text("zone", ParameterLocation.Path, "Name of a zone.", MostIdCharacters) with { Example = "raw" },
        Text("prefix", ParameterLocation.Query, "Only keys that begin so.", 1024) with { Example = "2026/" },
        new("letter", ParameterLocation.Path, "Number of a dead letter.") { Range = (1, null), Example = "1" },
        Text("loadId", ParameterLocation.Path, "Id of a load.", MostIdCharacters),
        Text("sink", ParameterLocation.Path, "Name of a sink, as the connections file has it.", 60) with { Example = "crm" },
        Text("eventType", ParameterLocation.Path, "A type of event.", 60) with { Example = "party.merged.v1" },
        Whole("limit", "Most items on the page; 50 where absent, 100 of the audit log.", 1, PageRequest.MaxLimit),
        Text("cursor", ParameterLocation.Query, "The next of the page before; absent for the first page. It holds only for the same query.", null),
        Time("asOf", "The past time to answer for; now where absent."),
        Text("q", ParameterLocation.Query, "Words to search for, in any order; absent for all parties.", 500) with { Example = "jon smithsn" },
        new("type", ParameterLocation.Query, "Only parties of this type.") { Values = ["person", "organisation"] },
        Whole("top", "Most parties.", 1, 100) with { Default = 10 },
        Text("left", ParameterLocation.Query, "A record as source/record id; of why also the id of a party.", null) with { Example = "crm/17" },
        Text("right", ParameterLocation.Query, "The other, in the same form.", null) with { Example = "web/4" },
        Text("reason", ParameterLocation.Query, "Why; kept with the decision.", 2000),
        Whole("after", "The id of the last event seen; 0 for the first event there is.", 0, null) with { Default = 0 },
        Text("name", ParameterLocation.Query, "The file's name, whose extension says the format.", null) with { Example = "people.csv" },
        Text("source", ParameterLocation.Query, "A source: of a load the one of records that name none themselves, the file's name where absent; of dead letters the only one wanted.", RecordLimits.MostSourceCharacters),
        Text("input", ParameterLocation.Query, "Only letters that came in this file or stream.", null) with { Example = "people.csv" },
        new("kind", ParameterLocation.Query, "Only letters of this kind.") { Values = DeadLetterNames.Kinds },
        new("state", ParameterLocation.Query, "Only letters in this state.") { Values = DeadLetterNames.States },
        Text("actor", ParameterLocation.Query, "Only entries of this caller.", null),
        Text("action", ParameterLocation.Query, "Only entries of this operation, by its id.", null) with { Example = "getParty" },
        Text("party", ParameterLocation.Query, "Only entries about this party.", null),
        Text("record", ParameterLocation.Query, "Only entries about this record, source/record id.", null),
        Time("from", "Only entries of this time or later."),
        Time("until", "Only entries before this time."),
        Text("Idempotency-Key", ParameterLocation.Header, "Names the request, so that it may be sent again: the answer is then the one of the first time, with Idempotency-Replayed: true. Sent with another request it is refused.", 200),
        Text("X-Purpose", ParameterLocation.Header, "Why personal values are read; kept in the audit log.", 200),
        Text("Last-Event-ID", ParameterLocation.Header, "The id of the last event seen, as browsers send it; goes before after.", null),
    ];

    /// <summary>Most characters of a text.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Least and greatest whole number; null where it is a text.</summary>
    public (long Least, long? Greatest)? Range { get; init; }

    /// <summary>What holds where it is absent.</summary>
    public int? Default { get; init; }

    /// <summary>The texts it may be; none where it is free.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Format of the text.</summary>
    public string? Format { get; init; }

    /// <summary>An example.</summary>
    public string? Example { get; init; }

    /// <summary>Finds the words for a parameter; null where there are none.</summary>
    public static ParameterDocument? Find(string? name, ParameterLocation? location) =>
        All.FirstOrDefault(parameter => string.Equals(parameter.Name, name, StringComparison.Ordinal) && parameter.In == location);

    /// <summary>Its schema.</summary>
    public OpenApiSchema Schema() => Range is { } range
        ? new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Format = range.Greatest is null ? "int64" : "int32",
            Minimum = range.Least.ToString(CultureInfo.InvariantCulture),
            Maximum = range.Greatest?.ToString(CultureInfo.InvariantCulture),
            Default = Default is { } usual ? JsonValue.Create(usual) : null,
        }
        : new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Format = Format,
            MinLength = In == ParameterLocation.Path ? 1 : null,
            MaxLength = MaxLength,
            Enum = Values.Count == 0 ? null : [.. Values.Select(value => (JsonNode)JsonValue.Create(value)!)],
        };

    private static ParameterDocument Text(string name, ParameterLocation location, string description, int? maxLength) =>
        new(name, location, description) { MaxLength = maxLength };

    private static ParameterDocument Time(string name, string description) =>
        new(name, ParameterLocation.Query, description) { Format = "date-time", Example = "2026-01-31T12:00:00Z" };

    private static ParameterDocument Whole(string name, string description, long least, long? greatest) =>
        new(name, ParameterLocation.Query, description) { Range = (least, greatest) };
}
