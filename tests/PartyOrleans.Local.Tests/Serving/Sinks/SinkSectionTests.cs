using System.Collections;
using System.Text;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Serving.Connections;
using PartyOrleans.Local.Serving.Sinks;

namespace PartyOrleans.Local.Tests.Serving.Sinks;

public sealed class SinkSectionTests
{
    private static readonly Hashtable Variables = new() { ["SECRET"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", ["SHORT"] = "whsec_c2hvcnQ=" };

    [Theory]
    [InlineData("""{"name":"crm","type":"webhook","url":"https://example.org/hook","secret":"${env:SECRET}"}""")]
    [InlineData("""{"name":"crm","type":"webhook","url":"http://localhost/","allow_private":true,"secret":"${env:SECRET}","previous_secret":"${env:SECRET}","batch":100,"timeout":"5s","disable_after":"0s"}""")]
    [InlineData("""{"name":"a.b-c_1","type":"kafka","brokers":"b:9092","topic":"t","tombstones":true,"idempotent":false,"settings":{"sasl.username":"me"},"events":["party.*","review.closed.v1"],"values":"clear","lineage":true,"start":"end"}""")]
    public void Read_WhenSinkMakesSense_PlansIt(string sink) => Parse(sink).Count.ShouldBe(1);

    [Theory]
    [InlineData("""{"name":"crm","type":"fax"}""", ".type: expected one of \"kafka\", \"webhook\"")]
    [InlineData("""{"name":"c r m","type":"webhook"}""", ".name: expected at most 60 letters, digits, hyphens, underscores and dots, a letter or digit first.")]
    [InlineData("""{"name":"crm","type":"webhook","secret":"${env:SECRET}"}""", ".url: expected an address; it is missing.")]
    [InlineData("""{"name":"crm","type":"webhook","url":"http://example.org/","secret":"${env:SECRET}"}""", ".url: expected an address that begins with https://.")]
    [InlineData("""{"name":"crm","type":"webhook","url":"https://me:pw@example.org/","secret":"${env:SECRET}"}""", ".url: expected an address without user name and password.")]
    [InlineData("""{"name":"crm","type":"webhook","url":"https://example.org/"}""", ".secret: expected \"${env:NAME}\", the environment variable that holds the secret.")]
    [InlineData("""{"name":"crm","type":"webhook","url":"https://example.org/","secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}""", ".secret: expected \"${env:NAME}\", the environment variable that holds the secret.")]
    [InlineData("""{"name":"crm","type":"webhook","url":"https://example.org/","secret":"${env:SHORT}"}""", ".secret: expected an environment variable with \"whsec_\" and the Base64 of 24 to 64 bytes.")]
    [InlineData("""{"name":"crm","type":"webhook","url":"https://example.org/","secret":"${env:NONE}"}""", ".secret: expected the environment variable NONE to be set.")]
    [InlineData("""{"name":"crm","type":"webhook","url":"https://example.org/","secret":"${env:SECRET}","batch":0}""", ".batch: expected a whole number from 1 to 1000.")]
    [InlineData("""{"name":"crm","type":"webhook","url":"https://example.org/","secret":"${env:SECRET}","topic":"t"}""", ".topic: expected one of")]
    [InlineData("""{"name":"crm","type":"kafka","brokers":"b:9092","topic":"t","values":"all"}""", ".values: expected one of \"masked\", \"clear\".")]
    [InlineData("""{"name":"crm","type":"kafka","brokers":"b:9092","topic":"t","events":["party.exploded.v1"]}""", ".events: expected \"party.*\", \"review.*\", or of \"party.changed.v1\"")]
    [InlineData("""{"name":"crm","type":"kafka","brokers":"b:9092","topic":"t","settings":{"acks":"0"}}""", ".settings.acks: expected no such member; the hub decides this setting itself.")]
    [InlineData("""{"name":"crm","type":"kafka","topic":"t"}""", ".brokers: expected a text; it is missing.")]
    public void Read_WhenSinkMakesNoSense_NamesPlaceAndWhatIsAllowed(string sink, string message) =>
        Should.Throw<CommandException>(() => Parse(sink)).Message.ShouldStartWith("file.json: $.sinks[0]" + message);

    private static IReadOnlyList<MakeConnection> Parse(string sink) => ConnectionsFile.Parse(
        Encoding.UTF8.GetBytes($$"""{"format":"party-hub/connections/1","sinks":[{{sink}}]}"""), "file.json", [SinkSection.Section], Variables);
}
