using System.Text;
using System.Text.Json.Nodes;
using NJsonSchema;
using NJsonSchema.Validation;
using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Connectors.Tests.Outbox;

public sealed class EventFormTests
{
    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 1, 31, 13, 0, 0, TimeSpan.FromHours(1)).AddTicks(1234567);
    private static readonly RecordKey Left = new("crm", "17");
    private static readonly RecordKey Right = new("web", "4 \"ü\"");
    private static readonly GoldenRecord Golden = new(
        new PartyId("P1"), PartyType.Person, [Left, Right],
        [new GoldenCell(Attributes.NameFull, "Ann \"Ä\" Lee", 0, Left, "trust"), new GoldenCell(Attributes.Email, "ann@example.org", 1, Right, "recency")],
        [.. Enumerable.Range(0, 16).Select(value => (byte)value)]);

    /// <summary>The wire form, byte by byte: what consumers were built against. It changes only by members that are added, or under a new type.</summary>
    public static TheoryData<string, string> Frozen => new()
    {
        {
            "created", """
            {"specversion":"1.0","id":"event-7","source":"/party-hub/test","type":"party.created.v1","subject":"P1","time":"2026-01-31T12:00:00.1234567Z","datacontenttype":"application/json","dataschema":"urn:party-hub:schema:party.created.v1","partitionkey":"P1","sequence":"0000000000000000009","data":{"party_id":"P1","kind":"created","records":[{"source":"crm","record_id":"17"},{"source":"web","record_id":"4 \"ü\""}],"commit":5,"cause":"stream","golden":{"party_id":"P1","party_type":"person","values":"masked","records":[{"source":"crm","record_id":"17"},{"source":"web","record_id":"4 \"ü\""}],"cells":[{"attribute":"name.full","group":0,"value":"*name.full*"},{"attribute":"email","group":1,"value":"*email*"}]}}}
            """
        },
        {
            "changed clear", """
            {"specversion":"1.0","id":"event-7","source":"/party-hub/test","type":"party.changed.v1","subject":"P1","time":"2026-01-31T12:00:00.1234567Z","datacontenttype":"application/json","dataschema":"urn:party-hub:schema:party.changed.v1","partitionkey":"P1","sequence":"0000000000000000009","data":{"party_id":"P1","kind":"changed","records":[],"commit":5,"cause":"stream","golden":{"party_id":"P1","party_type":"person","values":"clear","records":[{"source":"crm","record_id":"17"},{"source":"web","record_id":"4 \"ü\""}],"cells":[{"attribute":"name.full","group":0,"value":"Ann \"Ä\" Lee","source":"crm","record_id":"17","rule":"trust"},{"attribute":"email","group":1,"value":"ann@example.org","source":"web","record_id":"4 \"ü\"","rule":"recency"}],"content_hash":"000102030405060708090a0b0c0d0e0f"}}}
            """
        },
        {
            "merged", """
            {"specversion":"1.0","id":"event-7","source":"/party-hub/test","type":"party.merged.v1","subject":"P1","time":"2026-01-31T12:00:00.1234567Z","datacontenttype":"application/json","dataschema":"urn:party-hub:schema:party.merged.v1","partitionkey":"P1","sequence":"0000000000000000009","data":{"party_id":"P1","kind":"merged","other_party_id":"P2","records":[{"source":"web","record_id":"4 \"ü\""}],"commit":5,"cause":"stream","golden":{"party_id":"P1","party_type":"person","values":"masked","records":[{"source":"crm","record_id":"17"},{"source":"web","record_id":"4 \"ü\""}],"cells":[{"attribute":"name.full","group":0,"value":"*name.full*"},{"attribute":"email","group":1,"value":"*email*"}]}}}
            """
        },
        {
            "split", """
            {"specversion":"1.0","id":"event-7","source":"/party-hub/test","type":"party.split.v1","subject":"P1","time":"2026-01-31T12:00:00.1234567Z","datacontenttype":"application/json","dataschema":"urn:party-hub:schema:party.split.v1","partitionkey":"P1","sequence":"0000000000000000009","data":{"party_id":"P1","kind":"split","other_party_id":"P2","records":[{"source":"web","record_id":"4 \"ü\""}],"commit":5,"cause":"stream"}}
            """
        },
        {
            "retired", """
            {"specversion":"1.0","id":"event-7","source":"/party-hub/test","type":"party.retired.v1","subject":"P1","time":"2026-01-31T12:00:00.1234567Z","datacontenttype":"application/json","dataschema":"urn:party-hub:schema:party.retired.v1","partitionkey":"P1","sequence":"0000000000000000009","data":{"party_id":"P1","kind":"retired","records":[],"commit":5,"cause":"stream"}}
            """
        },
        {
            "review opened", """
            {"specversion":"1.0","id":"review-2","source":"/party-hub/test","type":"review.opened.v1","subject":"pair-bfab18fc7ab440f2d7aa5f1bb2a64633","time":"2026-01-31T12:00:00.1234567Z","datacontenttype":"application/json","dataschema":"urn:party-hub:schema:review.opened.v1","partitionkey":"pair-bfab18fc7ab440f2d7aa5f1bb2a64633","sequence":"0000000000000000009","data":{"left":{"source":"crm","record_id":"17"},"right":{"source":"web","record_id":"4 \"ü\""},"weight_bits":3.5,"probability":0.75,"commit":5,"cause":"stream"}}
            """
        },
        {
            "review changed", """
            {"specversion":"1.0","id":"review-2","source":"/party-hub/test","type":"review.changed.v1","subject":"pair-bfab18fc7ab440f2d7aa5f1bb2a64633","time":"2026-01-31T12:00:00.1234567Z","datacontenttype":"application/json","dataschema":"urn:party-hub:schema:review.changed.v1","partitionkey":"pair-bfab18fc7ab440f2d7aa5f1bb2a64633","sequence":"0000000000000000009","data":{"left":{"source":"crm","record_id":"17"},"right":{"source":"web","record_id":"4 \"ü\""},"weight_bits":3.5,"probability":0.75,"commit":5,"cause":"stream"}}
            """
        },
        {
            "review closed", """
            {"specversion":"1.0","id":"review-2","source":"/party-hub/test","type":"review.closed.v1","subject":"pair-bfab18fc7ab440f2d7aa5f1bb2a64633","time":"2026-01-31T12:00:00.1234567Z","datacontenttype":"application/json","dataschema":"urn:party-hub:schema:review.closed.v1","partitionkey":"pair-bfab18fc7ab440f2d7aa5f1bb2a64633","sequence":"0000000000000000009","data":{"left":{"source":"crm","record_id":"17"},"right":{"source":"web","record_id":"4 \"ü\""},"weight_bits":3.5,"probability":0.75,"commit":5,"cause":"stream"}}
            """
        },
    };

    [Theory]
    [MemberData(nameof(Frozen))]
    public void Body_WhenEventIsWritten_IsAsItAlwaysWas(string name, string expected) => TextOf(MessageOf(name)).ShouldBe(expected.Trim());

    [Theory]
    [MemberData(nameof(Frozen))]
    public async Task Body_WhenHeldAgainstItsSchema_FitsAndHasNothingBesides(string name, string expected)
    {
        expected.ShouldContain("specversion");
        OutboxMessage message = MessageOf(name);
        JsonSchema schema = await SchemaOf(message.Type);

        schema.Validate(TextOf(message)).ShouldBeEmpty();
        JsonNode.Parse(EventSchemas.Find(message.Type)!)!["$id"]!.GetValue<string>().ShouldBe(message.DataSchema);
    }

    [Fact]
    public async Task Schema_WhenEventLacksOrAddsAMember_Refuses()
    {
        JsonSchema schema = await SchemaOf(EventTypes.PartyCreated);
        foreach ((string path, bool adds) in new[] { ("", true), ("data", true), ("data.golden", true), ("data.party_id", false), ("data.golden.cells", false), ("id", false) })
        {
            JsonNode whole = JsonNode.Parse(TextOf(MessageOf("created")))!;
            string[] steps = path.Split('.', StringSplitOptions.RemoveEmptyEntries);
            JsonObject target = (adds ? steps : steps[..^1]).Aggregate(whole.AsObject(), (node, step) => node[step]!.AsObject());
            if (adds)
            {
                target["other"] = 1;
            }
            else
            {
                target.Remove(steps[^1]);
            }

            ICollection<ValidationError> errors = schema.Validate(whole.ToJsonString());
            errors.ShouldNotBeEmpty(path);
        }
    }

    [Fact]
    public void All_WhenEveryKindIsLookedAt_EachHasASchemaAndAFrozenForm()
    {
        EventTypes.All.ShouldAllBe(type => EventSchemas.Find(type) != null);
        EventSchemas.Find("party.unknown.v1").ShouldBeNull();
        Frozen.Select(row => MessageOf((string)row[0]).Type).Order(StringComparer.Ordinal).ShouldBe(EventTypes.All);
    }

    [Fact]
    public void Subject_WhenPairIsTheSame_IsTheSameHoweverItWasAsked() => OutboxMessage.NameOf(new RecordPair(Right, Left)).ShouldBe(OutboxMessage.NameOf(new RecordPair(Left, Right)));

    private static string TextOf(OutboxMessage message) => Encoding.UTF8.GetString(message.Body.Span);

    /// <summary>The published schema, made strict: it lets members be added, but what the hub emits must all be described.</summary>
    private static async Task<JsonSchema> SchemaOf(string type)
    {
        JsonSchema schema = await JsonSchema.FromJsonAsync(Encoding.UTF8.GetString(EventSchemas.Find(type)!));
        Close(schema);
        return schema;
    }

    private static void Close(JsonSchema schema)
    {
        if (schema.Properties.Count > 0)
        {
            schema.AllowAdditionalProperties = false;
        }

        foreach (JsonSchema within in schema.Properties.Values.Concat(schema.Definitions.Values).Concat(schema.Item is { } item ? [item] : []))
        {
            Close(within);
        }
    }

    private static OutboxMessage MessageOf(string name)
    {
        var commit = new CommitInfo(5, At, new ChangeOrigin(ChangeKind.Stream));
        var review = new ReviewTask(new RecordPair(Left, Right), 3.5, 0.75);
        OutboxEntry Of(PartyEventKind kind, string? other, params RecordKey[] records) => new(new OutboxPosition(7, 2), commit)
        {
            Happened = new PartyEvent(new PartyId("P1"), kind, other is null ? null : new PartyId(other), records),
            Golden = kind is PartyEventKind.Split or PartyEventKind.Retired ? null : Golden,
        };
        OutboxEntry entry = name switch
        {
            "created" => Of(PartyEventKind.Created, null, Left, Right),
            "changed clear" => Of(PartyEventKind.Changed, null),
            "merged" => Of(PartyEventKind.Merged, "P2", Right),
            "split" => Of(PartyEventKind.Split, "P2", Right),
            "retired" => Of(PartyEventKind.Retired, null),
            "review opened" => new(new OutboxPosition(7, 2), commit) { Review = new ReviewEvent(ReviewEventKind.Opened, review) },
            "review changed" => new(new OutboxPosition(7, 2), commit) { Review = new ReviewEvent(ReviewEventKind.Changed, review) },
            _ => new(new OutboxPosition(7, 2), commit) { Review = new ReviewEvent(ReviewEventKind.Closed, review) },
        };
        bool isClear = name.EndsWith("clear", StringComparison.Ordinal);
        return new OutboxMessage(entry, new EventForm("test", isClear ? ClearValues.Instance : new StarredValues(), lineage: isClear));
    }

    private sealed class StarredValues : IOutgoingValues
    {
        public bool AreClear => false;

        public string Apply(string attribute, string value) => $"*{attribute}*";
    }
}
