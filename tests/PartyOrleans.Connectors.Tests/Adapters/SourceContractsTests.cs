using PartyOrleans.Connectors.Adapters;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Connectors.Tests.Adapters;

public sealed class SourceContractsTests
{
    private const string Mapping = """{"recordId":"id","columns":{"name":"name.full"}}""";

    [Theory]
    [InlineData("xml", "", Mapping, "", "adapter: \"xml\" is unknown; known are csv, debezium, followthemoney, json, senzing")]
    [InlineData("csv", "", "", "", "mapping: is missing; the adapter csv needs an object as a mapping file has it")]
    [InlineData("csv", "", """{"columns":{"a":"shoe"}}""", "", "mapping: $.columns['a']: expected one of *")]
    [InlineData("followthemoney", "", Mapping, "", "mapping: is not allowed: the adapter followthemoney knows its fields")]
    [InlineData("json", """{"header":["a"]}""", Mapping, "", "settings.header: is unknown; known here are tombstones")]
    [InlineData("json", """{"tombstones":"maybe"}""", Mapping, "", "settings.tombstones: is not one of delete, ignore")]
    [InlineData("csv", """{"delimiter":"x"}""", Mapping, "", "settings.delimiter: is not one of *")]
    [InlineData("csv", """{"header":["nr","name"]}""", Mapping, "", "settings.header: lacks columns that the mapping names: id")]
    [InlineData("debezium", """{"epoch":-1}""", Mapping, "", "settings.epoch: is not a whole number from 0 to 9999")]
    [InlineData("debezium", """{"times":{"born":"weeks"}}""", Mapping, "", "settings.times.born: is not one of days, milliseconds, microseconds, nanoseconds")]
    [InlineData("json", "", Mapping, """{"type":"text"}""", "schema.type: is not one of string, number, integer, boolean, object, array, null, or an array of them")]
    [InlineData("json", "", Mapping, """{"properties":{"a":{"pattern":"("}}}""", "schema.properties.a.pattern: is not a regular expression")]
    [InlineData("json", "", Mapping, """{"properties":{"a":{"format":"dob"}}}""", "schema.properties.a.format: is not one of *")]
    [InlineData("json", "", Mapping, """{"properties":{"a":{"$ref":"#/definitions/b"}}}""", "schema.properties.a.$ref: is not the place of a definition in this schema, such as #/definitions/address")]
    [InlineData("json", "", Mapping, """{"properties":{"a":{"$ref":"https://example.org/b.json"}}}""", "schema.properties.a.$ref: is not the place *")]
    [InlineData("json", "", Mapping, """{"if":{}}""", "schema.if: is a keyword that is not checked; known are *")]
    [InlineData("json", "", Mapping, """{"anyOf":[]}""", "schema.anyOf: is not an array of schemas")]
    [InlineData("json", "", Mapping, """{"required":"a"}""", "schema.required: is not an array of names")]
    [InlineData("json", "", Mapping, """{"enum":[{}]}""", "schema.enum: is not an array of texts, numbers, booleans or null")]
    public void Vet_WhenAContractIsNotSound_NamesThePath(string adapter, string settings, string mapping, string schema, string problem)
    {
        IReadOnlyList<BundleProblem> problems = SourceContracts.Vet(new SourceContract { Source = "a", Adapter = adapter, Settings = settings, Mapping = mapping, Schema = schema });

        string found = problems.ShouldHaveSingleItem().ToString();
        if (problem.EndsWith('*'))
        {
            found.ShouldStartWith(problem[..^1]);
        }
        else
        {
            found.ShouldBe(problem);
        }
    }

    [Theory]
    [InlineData("""{"allOf":[{"required":["id"]},{"properties":{"name":{"type":"string"}}}]}""", """{"id":"1","name":"Ann"}""", "")]
    [InlineData("""{"allOf":[{"required":["id"]},{"properties":{"name":{"type":"string"}}}]}""", """{"id":"1","name":5}""", "Contract")]
    [InlineData("""{"properties":{"id":{},"name":{},"a":{"$ref":"#/definitions/p"}},"definitions":{"p":{"type":"object","required":["q"]}}}""", """{"id":"1","name":"Ann","a":{}}""", "Contract")]
    [InlineData("""{"properties":{"id":{},"name":{},"tags":{"type":"array","uniqueItems":true}}}""", """{"id":"1","name":"Ann","tags":[1,2,1]}""", "Contract")]
    [InlineData("""{"additionalProperties":false,"properties":{"id":{},"name":{}}}""", """{"id":"1","name":"Ann","more":1}""", "Contract")]
    [InlineData("""{"patternProperties":{"^x_":{"type":"integer"}},"properties":{"id":{},"name":{}}}""", """{"id":"1","name":"Ann","x_1":"a"}""", "Contract")]
    [InlineData("""{"properties":{"id":{"enum":["1","2"]},"name":{}}}""", """{"id":"3","name":"Ann"}""", "Contract")]
    [InlineData("""{"properties":{"id":{},"name":{},"n":{"type":"number","minimum":1,"exclusiveMaximum":3}}}""", """{"id":"1","name":"Ann","n":3}""", "Contract")]
    [InlineData("""{"properties":{"id":{},"name":{},"n":{"type":"number","minimum":1,"exclusiveMaximum":3}}}""", """{"id":"1","name":"Ann","n":2.5}""", "")]
    [InlineData("""{"properties":{"id":{},"name":{},"n":{"type":"integer"}}}""", """{"id":"1","name":"Ann","n":2.5}""", "Contract")]
    public void Read_WhenSchemaUsesAKeyword_IsChecked(string schema, string message, string refusal)
    {
        IMessageAdapter adapter = AdapterRig.Adapter($$"""{"source":"s","adapter":"json","mapping":{{Mapping}},"schema":{{schema}}}""");

        AdaptedMessage[] read = [.. Enumerable.Range(0, 3).Select(place => adapter.Read(AdapterRig.Message(message, place)))];

        read.Select(one => one.Kind == AdaptedKind.Refused ? one.Refusal.ToString() : "").ShouldBe([refusal, refusal, refusal]);
    }

    [Theory]
    [InlineData(81)]
    [InlineData(82)]
    public void Read_WhenShapesWereSeenBefore_SaysWhatTheValidatorSaysOfEach(int seed)
    {
        const string schema = """
            {"type":"object","required":["id","name"],"properties":{"id":{"type":"string"},"name":{"type":"string","maxLength":6},"n":{"type":["integer","null"],"minimum":3},
             "tags":{"type":"array","items":{"type":"string","pattern":"^[ab]+$"}},"place":{"type":"object","required":["city"],"properties":{"city":{"type":"string"}}}}}
            """;
        var random = new Random(seed);
        var problems = new List<BundleProblem>();
        ContractSchema compiled = ContractSchema.Compile(schema, problems)!;
        IMessageAdapter adapter = AdapterRig.Adapter($$"""{"source":"s","adapter":"json","mapping":{{Mapping}},"schema":{{schema}}}""");
        string[][] choices =
        [
            ["\"id\":\"1\"", "\"id\":1"], ["\"name\":\"Ann\"", "\"name\":\"Annabella\"", "\"name\":null"], ["", "\"n\":5", "\"n\":1", "\"n\":null", "\"n\":2.5", "\"n\":\"5\""],
            ["", "\"tags\":[]", "\"tags\":[\"a\",\"bb\"]", "\"tags\":[\"a\",\"c\"]", "\"tags\":[\"a\",1]", "\"tags\":\"a\""], ["", "\"place\":{\"city\":\"York\"}", "\"place\":{}", "\"place\":[]"],
        ];
        for (int round = 0; round < 2000; round++)
        {
            string message = "{" + string.Join(',', choices.Select(choice => choice[random.Next(choice.Length)]).Where(field => field.Length > 0)) + "}";
            using var document = System.Text.Json.JsonDocument.Parse(message);

            bool isSound = !compiled.Validate(document.RootElement).Any();

            adapter.Read(AdapterRig.Message(message)).Reason.StartsWith("not what the contract says", StringComparison.Ordinal).ShouldBe(!isSound, $"seed {seed}: {message}");
        }
    }

    [Fact]
    public void AdapterFor_WhenASourceHasNoContract_NamesThoseThatHave() =>
        Should.Throw<InputException>(() => AdapterRig.Contracts($$"""{"source":"a","adapter":"json","mapping":{{Mapping}}}""").AdapterFor("b", "topic", new SourceLedger()))
            .Message.ShouldBe("topic: source b has no contract in the bundle, which has to say how its messages are read. Sources with a contract: a.");

    [Theory]
    [InlineData("7", "00000000000000000007")]
    [InlineData("007", "00000000000000000007")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("2026-01-02", "2026-01-02T00:00:00.0000000Z")]
    [InlineData("2026-01-02T03:04:05+01:00", "2026-01-02T02:04:05.0000000Z")]
    [InlineData("2026-01-02 03:04:05.5", "2026-01-02T03:04:05.5000000Z")]
    [InlineData("rev-b", "rev-b")]
    [InlineData("-7", null)]
    [InlineData("1.5", null)]
    [InlineData("", null)]
    [InlineData("123456789012345678901", null)]
    public void VersionOf_WhenAText_OrdersAsWhatItStandsFor(string text, string? version) => RecordOrder.VersionOf(text).ShouldBe(version);
}
