using System.Text.Json;
using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Local.Tests.Commands;

public sealed class TrainCommandLabelsTests
{
    [Fact]
    public async Task Train_WhenGivenEntities_RefinesTheBundleAndGivesTheSameBytesAgain()
    {
        using var folder = new TemporaryFolder();
        string[] inputs = await GenerateAsync(folder);
        string truth = folder["g/_truth.csv"];
        await File.AppendAllTextAsync(truth, "CRM/nobody,1\nCRM/no-one,2\n");

        HubResult first = await HubProcess.RunAsync(["train", .. inputs, "--labels", truth, "--out", folder["bundles/one.json"], "--json"]);
        HubResult second = await HubProcess.RunAsync(["train", .. inputs, "--labels", truth, "--out", folder["again"], "--json"]);

        first.ExitCode.ShouldBe(0, first.Error);
        second.ExitCode.ShouldBe(0, second.Error);
        first.Error.ShouldContain($"{truth}: 2 records are not in the inputs.\n");
        using JsonDocument document = JsonDocument.Parse(first.Out);
        JsonElement labels = document.RootElement.GetProperty("labels");
        labels.GetProperty("lines").GetInt32().ShouldBe(2002);
        labels.GetProperty("unknown_records").GetInt32().ShouldBe(2);
        labels.GetProperty("unused_lines").GetInt32().ShouldBe(2);
        JsonElement organisations = labels.GetProperty("organisations");
        organisations.GetProperty("changed").GetBoolean().ShouldBeTrue(organisations.GetProperty("reason").GetString());
        organisations.GetProperty("log_loss_after").GetDouble().ShouldBeLessThan(organisations.GetProperty("log_loss_before").GetDouble());
        organisations.GetProperty("adjusted").GetArrayLength().ShouldBeGreaterThan(0);

        Bundle bundle = await BundleFile.LoadAsync(folder["bundles/one.json"], ComparisonCatalog.Vocabulary, CancellationToken.None);
        bundle.Name.ShouldEndWith("+trained+labels");
        bundle.Organisations.Comparisons.SelectMany(comparison => comparison.Levels).ShouldContain(level => level.AdjustBits != 0);
        string named = Directory.GetFiles(folder["again"]).Single();
        (await File.ReadAllTextAsync(named)).ShouldBe(await File.ReadAllTextAsync(folder["bundles/one.json"]));
        HubResult resolved = await HubProcess.RunAsync(["resolve", .. inputs, "--bundle", folder["bundles/one.json"], "-c", folder["out.csv"]]);
        resolved.ExitCode.ShouldBe(0, resolved.Error);
    }

    [Fact]
    public async Task Train_WhenGivenPairs_CountsWhatItLearnsFromAndWhatNot()
    {
        using var folder = new TemporaryFolder();
        string a = folder.Write("a.csv", "id,first_name,last_name,birth_date\n1,Anna,Smith,1970-01-02\n2,Ana,Smith,1970-01-02\n3,Bert,Jones,1981-05-06\n");
        string b = folder.Write("b.csv", "id,first_name,last_name,birth_date\n1,Anna,Smyth,1970-01-02\n7,Bert,Jones,1981-05-06\n");
        string labels = folder.Write(
            "labels.csv",
            "\uFEFFLabel,Left,Right\nmatch,a/1,2\nNO MATCH,a/1,a/3\ntrue,3,7\n0,7,b/1\npositive,1,7\n1,nobody,7\n0,7,b/7\nyes,a/2,b/1\nnegative,b/1,2\n");

        HubResult result = await HubProcess.RunAsync("train", a, b, "--labels", labels, "--out", folder["out"], "--json");

        result.ExitCode.ShouldBe(0, result.Error);
        using JsonDocument document = JsonDocument.Parse(result.Out);
        JsonElement read = document.RootElement.GetProperty("labels");
        Figure(read, "lines").ShouldBe(9);
        Figure(read, "unused_lines").ShouldBe(3); // 1 is two records, nobody is none, 7 and b/7 are one
        Figure(read, "unknown_records").ShouldBe(1);
        Figure(read, "ambiguous_records").ShouldBe(1);
        Figure(read, "contradicted").ShouldBe(1); // a/2 and b/1
        Figure(read.GetProperty("persons"), "matches").ShouldBe(2);
        Figure(read.GetProperty("persons"), "non_matches").ShouldBe(2);
        read.GetProperty("persons").GetProperty("changed").GetBoolean().ShouldBeFalse();
        Figure(read.GetProperty("organisations"), "matches").ShouldBe(0);
    }

    [Fact]
    public async Task Train_WhenTextIsAskedFor_SaysWhatTheLabelsChangedAndHowWellTheyFit()
    {
        using var folder = new TemporaryFolder();
        string[] inputs = await GenerateAsync(folder);

        HubResult result = await HubProcess.RunAsync(["train", .. inputs, "--labels", folder["g/_truth.csv"], "--out", folder["out"]]);

        result.ExitCode.ShouldBe(0, result.Error);
        result.Out.ShouldContain("labels, organisations: ");
        result.Out.ShouldContain("organisations: what labels added");
        string[] lines = result.Out.Split('\n');
        lines.Count(line => line.StartsWith("  log loss 0.", StringComparison.Ordinal) && line.Contains(" after; Brier score 0.", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Theory]
    [InlineData("left,right\na/1,a/2\n", "line 1: there are no columns left, right and label, or record_id and entity_id.")]
    [InlineData("left,right,label\na/1,a/2,1\na/1,a/3,maybe\n", "line 3: the label is none of 1, true, yes, match, positive, 0, false, no, no match, non-match, negative.")]
    [InlineData("left,right,label\n\na/1,,1\n", "line 3: right is empty.")]
    [InlineData("left,right,label\na/1,a/2\n", "line 2: label is empty.")]
    [InlineData("record_id,entity_id\na/1,\n", "line 2: entity_id is empty.")]
    [InlineData("", "line 1: there are no columns left, right and label, or record_id and entity_id.")]
    public async Task Train_WhenTheLabelsCannotBeRead_NamesFileAndLine(string content, string reason)
    {
        using var folder = new TemporaryFolder();
        string labels = folder.Write("labels.csv", content);
        HubResult result = await HubProcess.RunAsync("train", folder.Write("crm.csv", ResolveCommandTests.Crm), "--labels", labels, "--out", folder["out"]);
        result.ExitCode.ShouldBe(3);
        result.Error.ShouldBe($"party: {labels}: {reason}\n");
        Directory.Exists(folder["out"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Train_WhenTheLabelFileIsMissing_NamesIt()
    {
        using var folder = new TemporaryFolder();
        HubResult result = await HubProcess.RunAsync("train", folder.Write("crm.csv", ResolveCommandTests.Crm), "--labels", folder["none.csv"]);
        result.ExitCode.ShouldBe(3);
        result.Error.ShouldStartWith($"party: {folder["none.csv"]}: cannot be read: ");
        result.Error.Count(c => c == '\n').ShouldBe(1);
    }

    private static async Task<string[]> GenerateAsync(TemporaryFolder folder)
    {
        HubResult result = await HubProcess.RunAsync("generate", "-n", "2000", "-o", folder["g"]);
        result.ExitCode.ShouldBe(0, result.Error);
        return [.. Directory.GetFiles(folder["g"]).Where(file => !file.EndsWith("truth.csv", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    private static int Figure(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
