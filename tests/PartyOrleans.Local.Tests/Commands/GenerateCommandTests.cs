using System.Text.Json;

namespace PartyOrleans.Local.Tests.Commands;

public sealed class GenerateCommandTests
{
    [Fact]
    public async Task Generate_WhenTheSeedIsTheSame_WritesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        HubResult first = await HubProcess.RunAsync("generate", "-n", "200", "--seed", "7", "-o", folder["a"], "--json");
        HubResult second = await HubProcess.RunAsync("generate", "-n", "200", "--seed", "7", "-o", folder["b"], "--json");
        first.ExitCode.ShouldBe(0, first.Error);
        second.ExitCode.ShouldBe(0, second.Error);
        using JsonDocument document = JsonDocument.Parse(first.Out);
        document.RootElement.GetProperty("records").GetInt32().ShouldBe(200);
        string[] files = [.. document.RootElement.GetProperty("files").EnumerateArray().Select(file => file.GetString()!)];
        files.Length.ShouldBe(4);
        foreach (string file in files)
        {
            byte[] other = await File.ReadAllBytesAsync(Path.Combine(folder["b"], Path.GetFileName(file)));
            (await File.ReadAllBytesAsync(file)).ShouldBe(other);
        }
    }

    [Theory]
    [InlineData("--sources", "99", "9")]
    [InlineData("--duplicates", "1", "0.95")]
    [InlineData("--records", "-1", "Records")]
    public async Task Generate_WhenAValueIsOutOfBounds_NamesOptionAndBound(string option, string value, string bound)
    {
        using var folder = new TemporaryFolder();
        HubResult result = await HubProcess.RunAsync("generate", option, value, "-o", folder["a"]);
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain(bound);
        result.Error.Count(c => c == '\n').ShouldBe(1);
        Directory.Exists(folder["a"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Generate_WhenTheFolderIsResolved_TheTruthNamesEveryRecord()
    {
        using var folder = new TemporaryFolder();
        HubResult generated = await HubProcess.RunAsync("generate", "-n", "1500", "--seed", "11", "-o", folder["g"]);
        generated.ExitCode.ShouldBe(0, generated.Error);
        HubResult scored = await HubProcess.RunAsync("evaluate", folder["g"], "--truth", Path.Combine(folder["g"], "_truth.csv"), "--json");
        scored.ExitCode.ShouldBe(0, scored.Error);
        using JsonDocument document = JsonDocument.Parse(scored.Out);
        document.RootElement.GetProperty("records").GetInt32().ShouldBe(1500);
        document.RootElement.GetProperty("missing").GetInt32().ShouldBe(0);
        document.RootElement.GetProperty("f1").GetDouble().ShouldBeGreaterThan(0.8);
    }
}
