using PartyOrleans.Model;

namespace PartyOrleans.Connectors.Tests;

public sealed class JsonReadingTests
{
    private const string One = """{"record_id": "1", "first_name": "Ada", "surname": "Lovelace", "age": 36}""";
    private const string Two = """{"record_id": 2, "emails": ["a@b.c", "d@e.f"], "name": {"given": "Alan", "family": "Turing"}, "surname": null}""";

    private static readonly string[] Both =
        ["people/1 name.given=Ada; name.family=Lovelace", "people/2 email=a@b.c; email=d@e.f; name.given=Alan; name.family=Turing"];

    [Theory]
    [InlineData(One + "\n" + Two + "\n", "JSON Lines")]
    [InlineData(One + "\r\n\r\n" + Two, "JSON Lines")]
    [InlineData("[" + One + "," + Two + "]", "JSON array")]
    [InlineData("[\n  " + One + ",\n  " + Two + "\n]\n", "JSON array")]
    public async Task ReadAsync_WhenJsonIsLaidOutDifferently_GivesTheSameRecords(string text, string format)
    {
        Reading reading = await Reading.OfTextAsync(text.Replace("emails", "email", StringComparison.Ordinal), name: "people.json");

        reading.Lines.ShouldBe(Both);
        reading.Records.Select(record => record.Payload).ShouldBe([One, Two.Replace("emails", "email", StringComparison.Ordinal)]);
        reading.DeadLines.ShouldBeEmpty();
        reading.Mapping.Format.ShouldBe(format);
    }

    [Fact]
    public async Task ReadAsync_WhenObjectsSpanLines_ReadsThemOneAfterTheOther()
    {
        Reading reading = await Reading.OfTextAsync("{\n \"record_id\": \"1\",\n \"surname\": \"O}\\\"{Roe\"\n}\n{\n \"record_id\": \"2\",\n \"surname\": \"Poe\"\n}\n", new InputOptions { ChunkBytes = 16 });

        reading.Lines.ShouldBe(["people/1 name.family=O}\"{Roe", "people/2 name.family=Poe"]);
        reading.Mapping.Format.ShouldBe("JSON objects");
    }

    [Fact]
    public async Task ReadAsync_WhenLinesAreBad_RefusesEachWithItsLine()
    {
        string[] lines =
        [
            """{"record_id": "1", "surname": "Roe"}""",
            """{"record_id": "2", "surname": "Poe" """,
            """["record_id", "3"]""",
            """{"surname": "Moe"}""",
            """{"record_id": "5", "shoe": 9}""",
            """{"record_id": "6", "surname": "\ud800"}""",
            """{"record_id": "7", "surname": "a\u0000b"}""",
            "",
            """{"record_id": "9", "surname": "Joe"} {}""",
            """{}""",
            """{"record_id": "1", "surname": "Roe"}""",
            """{"record_id": "1", "surname": "Doe"}""",
            """{"record_id": "13", "surname": "Zoe"}""",
            $$"""{"record_id": "14", "surname": "{{new string('x', 2000)}}"}""",
        ];

        string filler = string.Concat(Enumerable.Range(100, 150).Select(i => "\n{\"record_id\": " + i + ", \"surname\": \"Filler\"}"));
        Reading reading = await Reading.OfTextAsync(string.Join('\n', lines) + filler, new InputOptions { MaxFieldBytes = 1024 }, "people.jsonl");

        reading.Lines.Take(3).ShouldBe(["people/1 name.family=Roe", "people/13 name.family=Zoe", "people/100 name.family=Filler"]);
        reading.Records.Count.ShouldBe(152);
        reading.Repeated.ShouldBe(1);
        reading.DeadLines.ShouldBe(
        [
            "2 Parse not valid JSON near byte 35 of its line 1",
            "3 Parse a JSON object is expected",
            "4 Contract no record id",
            "5 Contract no value that can be matched on is filled",
            "6 Parse not valid JSON: a text with half a surrogate pair",
            "7 Parse a NUL character; text without control characters is expected",
            "9 Parse not valid JSON near byte 37 of its line 1",
            "10 Contract an empty JSON object",
            "12 Conflict the record id came before in this input with different content; the first one was taken",
            "14 Parse a value of 2000 bytes; at most 1024 are allowed",
        ]);
        reading.Dead.Select(dead => dead.Raw).ShouldBe([lines[1].Trim(), lines[2], lines[3], lines[4], lines[5], lines[6], lines[8], lines[9], lines[11], lines[13]]);
    }

    [Fact]
    public async Task ReadAsync_WhenArrayIsBroken_DeliversWhatIsWhole()
    {
        Reading reading = await Reading.OfTextAsync("[\n" + One + ",\n oops,\n{\"record_id\": \"9\", \"surname\": \"Roe\"\n", name: "people.json");

        reading.Lines.ShouldBe(["people/1 name.given=Ada; name.family=Lovelace"]);
        reading.DeadLines.ShouldBe(["3 Parse a JSON object is expected here", "4 Parse a JSON object that is not closed"]);
    }

    [Fact]
    public async Task ReadAsync_WhenAddressesAndNamesAreSeveral_TiesTheirPartsByGroup()
    {
        Reading reading = await Reading.OfTextAsync(
            """{"id": 1, "name": [{"given": "Ada", "family": "King"}, {"given": "Ada", "family": "Byron"}], "address": [{"street": "1 High St", "city": "Leeds"}, {"street": "2 Low St", "city": "York"}]}""");

        reading.Lines.ShouldBe(
        [
            "people/1 name.given=Ada; name.family=King; name.given#1=Ada; name.family#1=Byron; " +
            "address.street=1 High St; address.city=Leeds; address.street#1=2 Low St; address.city#1=York",
        ]);
    }

    [Fact]
    public async Task ReadAsync_WhenAKeyAppearsAfterTheSample_RecognisesItByName()
    {
        string text = string.Concat(Enumerable.Range(0, 1500).Select(i => "{\"record_id\": \"" + i + "\", \"surname\": \"Roe\"}\n")) + "{\"record_id\": \"x\", \"dob\": \"1815-12-10\"}\n";

        Reading reading = await Reading.OfTextAsync(text, name: "people.jsonl");

        reading.Lines[^1].ShouldBe("people/x date.birth=1815-12-10");
    }
}
