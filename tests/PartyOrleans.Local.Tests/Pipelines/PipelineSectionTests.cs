using System.Collections;
using System.Text;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Serving.Connections;

namespace PartyOrleans.Local.Tests.Pipelines;

public sealed class PipelineSectionTests
{
    [Theory]
    [InlineData("""{"name":"daily","steps":[{"name":"a","kind":"sort"}]}""", "$.pipelines[0].steps[0].kind: expected one of \"export\", \"generate\", \"ingest\"")]
    [InlineData("""{"name":"daily","steps":[{"name":"a","kind":"master","after":["b"]},{"name":"b","kind":"master","after":["a"]}]}""", "$.pipelines[0].steps[0].after: expected no circle, and these steps wait for each other: a after b after a.")]
    [InlineData("""{"name":"daily","steps":[{"name":"a","kind":"master","after":["c"]}]}""", "$.pipelines[0].steps[0].after: expected steps of this pipeline (a), and not 'c'.")]
    [InlineData("""{"name":"daily","schedule":{"cron":"every day"},"steps":[{"name":"a","kind":"master"}]}""", "$.pipelines[0].schedule.cron: expected a cron expression of five fields")]
    [InlineData("""{"name":"daily","schedule":{"cron":"0 0 31 2 *"},"steps":[{"name":"a","kind":"master"}]}""", "with a time that comes")]
    [InlineData("""{"name":"daily","schedule":{"cron":"0 0 * * *","time_zone":"Mars"},"steps":[{"name":"a","kind":"master"}]}""", "$.pipelines[0].schedule.time_zone: expected a time zone that this machine knows")]
    [InlineData("""{"name":"daily","deadline":"soon","steps":[{"name":"a","kind":"master"}]}""", "$.pipelines[0].deadline: expected a duration")]
    [InlineData("""{"name":"daily","steps":[]}""", "$.pipelines[0].steps: expected at least one step.")]
    [InlineData("""{"name":"a/b","steps":[{"name":"a","kind":"master"}]}""", "$.pipelines[0].name: expected at most 60 letters")]
    [InlineData("""{"name":"daily","steps":[{"name":"a","kind":"export","what":"golden-zone","file":"x"}]}""", "$.pipelines[0].steps[0].location: expected a text; it is missing.")]
    [InlineData("""{"name":"daily","steps":[{"name":"a","kind":"export","what":"golden-zone","location":"x","format":"orc"}]}""", "$.pipelines[0].steps[0].format: expected another (golden zones are not written as orc; allowed is")]
    [InlineData("""{"name":"daily","steps":[{"name":"a","kind":"export","what":"all","file":"x"}]}""", "$.pipelines[0].steps[0].what: expected one of \"clusters\"")]
    [InlineData("""{"name":"daily","steps":[{"name":"a","kind":"ingest"}]}""", "$.pipelines[0].steps[0].inputs: expected")]
    [InlineData("""{"name":"daily","steps":[{"name":"a","kind":"master","retry":{"attempts":0}}]}""", "$.pipelines[0].steps[0].retry.attempts: expected a whole number from 1 to 1000.")]
    [InlineData("""{"name":"daily","wait":1,"steps":[{"name":"a","kind":"master"}]}""", "$.pipelines[0].wait: expected one of after_crash, concurrency")]
    public void Read_WhenADefinitionIsWrong_NamesThePlaceAndWhatIsAllowed(string pipeline, string message)
    {
        byte[] file = Encoding.UTF8.GetBytes($$"""{"format":"party-hub/connections/1","pipelines":[{{pipeline}}]}""");

        Action read = () => ConnectionsFile.Parse(file, "connections.json", ConnectionsFile.Sections, new Hashtable());

        read.ShouldThrow<CommandException>().Message.ShouldContain(message);
    }
}
