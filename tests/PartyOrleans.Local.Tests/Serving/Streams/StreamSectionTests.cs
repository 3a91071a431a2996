using System.Collections;
using System.Text;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Serving.Connections;
using PartyOrleans.Local.Serving.Streams;

namespace PartyOrleans.Local.Tests.Serving.Streams;

public sealed class StreamSectionTests
{
    [Theory]
    [InlineData("""{"brokers": "b:1", "topics": [{"topic": "t", "source": "s"}]}""", "$.streams[0].name: expected a text; it is missing.")]
    [InlineData("""{"name": "a/b", "brokers": "b:1", "topics": [{"topic": "t", "source": "s"}]}""", "$.streams[0].name: expected letters, digits, dot, hyphen and underscore, 249 at most.")]
    [InlineData("""{"name": "a", "topics": [{"topic": "t", "source": "s"}]}""", "$.streams[0].brokers: expected a text; it is missing.")]
    [InlineData("""{"name": "a", "brokers": "b:1"}""", "$.streams[0].topics: expected an array with at least one topic, such as {\"topic\": \"customers\", \"source\": \"crm\"}.")]
    [InlineData("""{"name": "a", "brokers": "b:1", "topics": [{"topic": "t", "source": "s"}, {"topic": "t", "source": "u"}]}""", "$.streams[0].topics[1].topic: expected a topic that no other of the stream is.")]
    [InlineData("""{"name": "a", "brokers": "b:1", "topics": [{"topic": "t", "source": "s", "key": 1}]}""", "$.streams[0].topics[0].key: expected one of source, topic.")]
    [InlineData("""{"name": "a", "brokers": "b:1", "topics": [{"topic": "t", "source": "s"}], "start": "newest"}""", "$.streams[0].start: expected one of \"earliest\", \"latest\".")]
    [InlineData("""{"name": "a", "brokers": "b:1", "topics": [{"topic": "t", "source": "s"}], "max_in_batch": 0}""", "$.streams[0].max_in_batch: expected a whole number from 1 to 100000.")]
    [InlineData("""{"name": "a", "brokers": "b:1", "topics": [{"topic": "t", "source": "s"}], "settings": {"enable.auto.commit": false}}""", "$.streams[0].settings.enable.auto.commit: expected no such setting here, because the hub decides it.")]
    [InlineData("""{"name": "a", "brokers": "b:1", "topics": [{"topic": "t", "source": "s"}], "settings": {"sasl.password": "${env:NOT_THERE}"}}""", "$.streams[0].settings.sasl.password: expected the environment variable NOT_THERE to be set.")]
    public void Read_WhenSomethingMakesNoSense_NamesThePlaceAndWhatIsAllowed(string stream, string expected)
    {
        Should.Throw<CommandException>(() => Read(stream)).Message.ShouldBe("connections.json: " + expected);
    }

    [Fact]
    public void Read_WhenAllIsSaid_PlansOneConnection() => Read("""
        {
          "name": "crm", "brokers": "a:9092,b:9092", "topics": [{"topic": "people", "source": "crm"}, {"topic": "firms", "source": "erp"}], "group": "hub", "instance": "hub-1",
          "consumers": 2, "start": "latest", "lost_offset": "restart", "dead_letter_topic": "dead", "idempotent": false, "max_in_batch": 10, "max_waiting": 100,
          "max_waiting_bytes": 1048576, "max_message_bytes": 1000, "drain": "1s", "broker_patience": "1s", "group_commit_interval": "1s", "look_interval": "1s",
          "settings": {"security.protocol": "SASL_SSL", "sasl.password": "${env:SECRET}"}
        }
        """, ("SECRET", "s3cret")).Count.ShouldBe(1);

    private static IReadOnlyList<MakeConnection> Read(string stream, params (string Name, string Value)[] environment) => ConnectionsFile.Parse(
        Encoding.UTF8.GetBytes($$"""{"format": "party-hub/connections/1", "streams": [{{stream}}]}"""), "connections.json", [StreamSection.Section],
        new Hashtable(environment.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal)));
}
