using System.Collections;
using System.Text;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Serving.Connections;

namespace PartyOrleans.Local.Tests.Serving.Connections;

public sealed class ConnectionsFileTests
{
    private static readonly Hashtable Variables = new() { ["TOPIC_PASSWORD"] = "s3cret", ["HOST"] = "broker" };

    private readonly List<string> _read = [];

    [Fact]
    public void Parse_WhenAllIsThere_ReadsItemsInOrderOfSectionsAndFile()
    {
        Parse("""
            // comments and trailing commas are taken
            {"format": "party-hub/connections/1",
             "sinks": [{"name": "out", "pause": "30s"}],
             "streams": [{"name": "b", "most": 7, "kafka": {"sasl.password": "${env:TOPIC_PASSWORD}", "port": 9092}}, {"name": "a", "where": "${env:HOST}:1,${env:HOST}:2"}],}
            """);

        _read.ShouldBe(["streams b 7 sasl.password=s3cret port=9092", "streams a 1 broker:1,broker:2", "sinks out 00:00:30 values=masked"]);
    }

    [Theory]
    [InlineData("{", "file.json: line 1: this is not valid JSON.")]
    [InlineData("[]", "file.json: $: expected an object.")]
    [InlineData("{}", "file.json: $.format: expected a text; it is missing.")]
    [InlineData("""{"format": "x"}""", "file.json: $.format: expected \"party-hub/connections/1\".")]
    [InlineData("""{"format": "party-hub/connections/1", "sink": []}""", "file.json: $.sink: expected one of format, sinks, streams.")]
    [InlineData("""{"format": "party-hub/connections/1", "sinks": {}}""", "file.json: $.sinks: expected an array.")]
    [InlineData("""{"format": "party-hub/connections/1", "sinks": [1]}""", "file.json: $.sinks[0]: expected an object.")]
    [InlineData("""{"format": "party-hub/connections/1", "sinks": [{"pause": "1s"}]}""", "file.json: $.sinks[0].name: expected a text; it is missing.")]
    [InlineData("""{"format": "party-hub/connections/1", "sinks": [{"name": "a", "pause": "2d"}]}""", "file.json: $.sinks[0].pause: expected a duration from 1s to 1h, such as 500ms, 30s, 15m, 2h or 30d.")]
    [InlineData("""{"format": "party-hub/connections/1", "sinks": [{"name": "a", "values": "all"}]}""", "file.json: $.sinks[0].values: expected one of \"masked\", \"clear\".")]
    [InlineData("""{"format": "party-hub/connections/1", "sinks": [{"name": "a"}, {"name": "a"}]}""", "file.json: $.sinks[1].name: expected a name that no other of sinks has.")]
    [InlineData("""{"format": "party-hub/connections/1", "sinks": [{"name": "a", "nmae": 1}]}""", "file.json: $.sinks[0].nmae: expected one of name, pause, values.")]
    [InlineData("""{"format": "party-hub/connections/1", "streams": [{"name": "a", "most": 1.5}]}""", "file.json: $.streams[0].most: expected a whole number from 1 to 9.")]
    [InlineData("""{"format": "party-hub/connections/1", "streams": [{"name": "a", "where": "${env:NOT_SET}"}]}""", "file.json: $.streams[0].where: expected the environment variable NOT_SET to be set.")]
    [InlineData("""{"format": "party-hub/connections/1", "streams": [{"name": "a", "kafka": {"b": []}}]}""", "file.json: $.streams[0].kafka.b: expected a text.")]
    public void Parse_WhenSomethingMakesNoSense_NamesPlaceAndWhatIsAllowed(string json, string message)
    {
        Should.Throw<CommandException>(() => Parse(json)).Message.ShouldBe(message);
    }

    [Fact]
    public void Read_WhenTheFileIsMissing_NamesIt()
    {
        Should.Throw<CommandException>(() => ConnectionsFile.Read("/no/such/file.json", Variables)).Message.ShouldStartWith("--connections: /no/such/file.json cannot be read");
    }

    [Fact]
    public void Read_WhenATextIsGivenInPlaceOfAFile_ReadsIt()
    {
        ConnectionsFile.Read(""" {"format": "party-hub/connections/1"}""", Variables).ShouldBeEmpty();
        Should.Throw<CommandException>(() => ConnectionsFile.Read("""{"format": "party-hub/connections/0"}""", Variables)).Message
            .ShouldBe("connections.file: $.format: expected \"party-hub/connections/1\".");
    }

    private void Parse(string json) => ConnectionsFile.Parse(
        Encoding.UTF8.GetBytes(json), "file.json",
        [
            new ConnectionSection("streams", node =>
            {
                string rest = node.TextOrNull("where") ?? string.Join(' ', node.Map("kafka").Select(member => $"{member.Key}={member.Value}"));
                _read.Add($"streams {node.Text("name")} {node.Whole("most", 1, 1, 9)} {rest}");
                return static _ => throw new InvalidOperationException();
            }),
            new ConnectionSection("sinks", node =>
            {
                TimeSpan pause = node.Duration("pause", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
                string values = node.Choice("values", "masked", ("masked", "masked"), ("clear", "clear"));
                _read.Add($"sinks {node.Text("name")} {pause} values={values}");
                return static _ => throw new InvalidOperationException();
            }),
        ],
        Variables);
}
