using System.Text.Json;

namespace PartyOrleans.Local.Tests.Commands;

public sealed class TrainCommandTests
{
    [Fact]
    public async Task Train_WhenTheBundleIsUsed_ResolvesAsTrainingInOneGoDoes()
    {
        using var folder = new TemporaryFolder();
        await HubProcess.RunAsync("generate", "-n", "2000", "--sources", "1", "-o", folder["g"]);
        string input = Directory.GetFiles(folder["g"]).Single(file => !file.EndsWith("truth.csv", StringComparison.Ordinal));
        HubResult trained = await HubProcess.RunAsync("train", input, "--out", folder["bundles"], "--json");
        trained.ExitCode.ShouldBe(0, trained.Error);
        using JsonDocument document = JsonDocument.Parse(trained.Out);
        string bundle = document.RootElement.GetProperty("bundle").GetString()!;
        Path.GetFileName(bundle).ShouldEndWith($"-{document.RootElement.GetProperty("sha256").GetString()![..16]}.json");
        document.RootElement.GetProperty("records").GetInt32().ShouldBe(2000);

        HubResult inOneGo = await HubProcess.RunAsync("resolve", input, "--train", "-c", folder["a.csv"]);
        HubResult byBundle = await HubProcess.RunAsync("resolve", input, "--bundle", bundle, "-c", folder["b.csv"]);
        inOneGo.ExitCode.ShouldBe(0, inOneGo.Error);
        byBundle.ExitCode.ShouldBe(0, byBundle.Error);
        (await File.ReadAllTextAsync(folder["b.csv"])).ShouldBe(await File.ReadAllTextAsync(folder["a.csv"]));

        HubResult loaded = await HubProcess.RunAsync("load", input, "--bundle", bundle, "--db", folder["hub.db"]);
        loaded.ExitCode.ShouldBe(0, loaded.Error);
        HubResult exported = await HubProcess.RunAsync("export", "clusters", "--db", folder["hub.db"]);
        exported.Out.ShouldBe(await File.ReadAllTextAsync(folder["a.csv"]));
        HubResult untrained = await HubProcess.RunAsync("load", input, "--train", "--db", folder["hub.db"]);
        untrained.ExitCode.ShouldBe(2);
        untrained.Error.ShouldStartWith("party: --train is for a store without records");
    }

    [Theory]
    [InlineData("{}", "format")]
    [InlineData("nonsense", "bundle.json")]
    public async Task Resolve_WhenTheBundleIsUnusable_NamesTheFileAndWhatIsWrong(string content, string reason)
    {
        using var folder = new TemporaryFolder();
        string bundle = folder.Write("bundle.json", content);
        HubResult result = await HubProcess.RunAsync("resolve", folder.Write("crm.csv", ResolveCommandTests.Crm), "--bundle", bundle, "-c", folder["out.csv"]);
        result.ExitCode.ShouldBe(3);
        result.Error.ShouldStartWith($"party: {bundle}: ");
        result.Error.ShouldContain(reason);
        result.Error.Count(c => c == '\n').ShouldBe(1);
    }
}
