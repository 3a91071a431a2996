using System.Text.Json;

namespace PartyOrleans.Local.Tests.Commands;

public sealed class BenchCommandTests
{
    [Fact]
    public async Task Bench_WhenRun_WritesEveryFigureWithMachineAndVersion()
    {
        using var folder = new TemporaryFolder();
        HubResult result = await HubProcess.RunAsync("bench", "-n", "1000", "-o", folder["results"], "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        using JsonDocument written = JsonDocument.Parse(await File.ReadAllTextAsync(Directory.GetFiles(folder["results"]).Single()));
        written.RootElement.GetProperty("records").GetInt32().ShouldBe(1000);
        written.RootElement.GetProperty("machine").GetProperty("cores").GetInt32().ShouldBe(Environment.ProcessorCount);
        written.RootElement.GetProperty("version").GetString().ShouldStartWith("0.1.0");
        JsonElement[] figures = [.. written.RootElement.GetProperty("figures").EnumerateArray()];
        figures.Length.ShouldBe(24);
        figures.ShouldAllBe(figure => figure.GetProperty("value").GetDouble() > 0);
    }
}
