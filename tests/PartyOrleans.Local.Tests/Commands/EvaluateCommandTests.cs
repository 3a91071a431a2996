using System.Text.Json;

namespace PartyOrleans.Local.Tests.Commands;

public sealed class EvaluateCommandTests
{
    private const string Clusters = """
        source,record_id,party_id
        a,1,P1
        a,2,P1
        a,3,P2
        b,1,P1
        b,2,P3

        """;

    [Fact]
    public async Task Evaluate_WhenSourcesShareIds_ScoresBySourceAndRecordId()
    {
        using var folder = new TemporaryFolder();
        string clusters = folder.Write("clusters.csv", Clusters);
        string truth = folder.Write("truth.csv", "record_id,entity_id\na/1,x\na/2,x\na/3,x\nb/1,y\nb/2,z\nb/9,z\n");
        HubResult result = await HubProcess.RunAsync("evaluate", "--clusters", clusters, "--truth", truth, "--json");
        result.ExitCode.ShouldBe(0, result.Error);

        // P1 holds a/1, a/2, b/1: 3 pairs said, 1 of them true. True pairs: 3 in x, 1 in z. B-cubed by hand: (2/3+2/3+1+1/3+1+1)/6 and (2/3+2/3+1/3+1+1/2+1/2)/6.
        result.Out.ShouldBe(
            """{"records":6,"missing":1,"parties":4,"entities":3,"true_pairs":4,"tp":1,"precision":0.33333,"recall":0.25,"f1":0.28571,"b3_precision":0.77778,"b3_recall":0.61111,"b3_f1":0.68444,"exact_entities":0}"""
            + "\n");
    }

    [Fact]
    public async Task Evaluate_WhenTextIsAskedFor_PrintsTheSameFigures()
    {
        using var folder = new TemporaryFolder();
        string clusters = folder.Write("clusters.csv", "\uFEFFRecord_Id,Party_Id\n1,P\n2,P\n");
        string truth = folder.Write("truth.csv", "record_id,entity_id\n1,x\n2,x\n");
        HubResult result = await HubProcess.RunAsync("evaluate", "-c", clusters, "-t", truth);
        result.ExitCode.ShouldBe(0, result.Error);
        string[] lines = result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.ShouldContain(line => line.StartsWith("f1 ", StringComparison.Ordinal) && line.TrimEnd().EndsWith(" 1.0", StringComparison.Ordinal));
        lines.ShouldContain(line => line.StartsWith("exact_entities", StringComparison.Ordinal) && line.TrimEnd().EndsWith(" 1.0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Evaluate_WhenGivenLabelledPairs_ScoresOnlyThose()
    {
        using var folder = new TemporaryFolder();
        string clusters = folder.Write("clusters.csv", Clusters);
        string truth = folder.Write("pairs.csv", "left,right,label\na/1,a/2,1\na/1,b/1,false\na/3,b/2,positive\na/3,b/1,0\na/1,q/7,yes\n");
        HubResult result = await HubProcess.RunAsync("evaluate", "-c", clusters, "-t", truth, "--pairs", "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        using JsonDocument document = JsonDocument.Parse(result.Out);
        document.RootElement.GetProperty("pairs").GetInt32().ShouldBe(5);
        document.RootElement.GetProperty("missing").GetInt32().ShouldBe(1);
        document.RootElement.GetProperty("tp").GetInt32().ShouldBe(1);
        document.RootElement.GetProperty("fp").GetInt32().ShouldBe(1);
        document.RootElement.GetProperty("fn").GetInt32().ShouldBe(2);
        document.RootElement.GetProperty("f1").GetDouble().ShouldBe(0.4);
    }

    [Fact]
    public async Task Evaluate_WhenAColumnIsMissing_NamesFileLineAndColumns()
    {
        using var folder = new TemporaryFolder();
        string clusters = folder.Write("clusters.csv", Clusters);
        HubResult result = await HubProcess.RunAsync("evaluate", "-c", clusters, "-t", clusters);
        result.ExitCode.ShouldBe(3);
        result.Error.ShouldBe($"party: {clusters}: line 1: there is no column entity_id; needed are record_id, entity_id.\n");
    }

    [Fact]
    public async Task Evaluate_WhenAFileIsMissing_NamesIt()
    {
        using var folder = new TemporaryFolder();
        HubResult result = await HubProcess.RunAsync("evaluate", "-c", folder["none.csv"], "-t", folder["none.csv"]);
        result.ExitCode.ShouldBe(3);
        result.Error.ShouldStartWith($"party: {folder["none.csv"]}: cannot be read: ");
        result.Error.Count(c => c == '\n').ShouldBe(1);
    }
}
