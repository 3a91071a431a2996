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
        figures.Length.ShouldBe(25);
        figures.ShouldAllBe(figure => figure.GetProperty("value").GetDouble() > 0);
    }

    [Fact]
    public async Task Workload_WhenRun_WritesRatesLatenciesAndCostsOfEveryKindWithoutAFailure()
    {
        using var folder = new TemporaryFolder();
        HubResult result = await HubProcess.RunAsync(
            "bench", "workload", "-n", "1000", "--seconds", "2", "--reads", "20", "--searches", "5", "--puts", "10", "--bulk", "500", "--steward", "6", "--hour-price", "1",
            "--db", folder["hub.db"], "-o", folder["results"], "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        using JsonDocument written = JsonDocument.Parse(await File.ReadAllTextAsync(Directory.GetFiles(folder["results"], "workload-1000-sqlite-*.json").Single()));
        Dictionary<string, double> figures = written.RootElement.GetProperty("figures").EnumerateArray()
            .ToDictionary(figure => figure.GetProperty("name").GetString()!, figure => figure.GetProperty("value").GetDouble());
        foreach (string kind in new[] { "read party", "search", "put record", "bulk of 500", "steward" })
        {
            figures[$"{kind}, failures"].ShouldBe(0, kind);
            figures[$"{kind}, unsent"].ShouldBe(0, kind);
            figures[$"{kind}, done"].ShouldBeGreaterThan(0, kind);
            figures[$"{kind}, p50"].ShouldBeInRange(0.001, figures[$"{kind}, p99"], kind);
        }

        foreach (string figure in new[] { "load, CPU", "load, peak memory", "hub, CPU of the mix", "hub, peak memory", "store, per record", "cost of loading a million records" })
        {
            figures[figure].ShouldBeGreaterThan(0, figure);
        }

        figures["cost of serving a million a month"].ShouldBe(730_000);
        written.RootElement.GetProperty("settings").GetProperty("seed").GetString().ShouldBe("1");
        (await HubProcess.RunAsync("verify", "--db", folder["hub.db"])).ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("--seconds", "0", "--seconds is 0; it lies from 1 to 86400.")]
    [InlineData("--reads", "-1", "--reads is -1; it lies from 0 to 1,000,000 a second.")]
    [InlineData("--hour-price", "-0.5", "--hour-price is -0.5; it is 0 or more.")]
    public async Task Workload_WhenAnOptionIsOutOfBounds_NamesItAndTheBounds(string option, string value, string expected)
    {
        HubResult result = await HubProcess.RunAsync("bench", "workload", option, value);

        result.ExitCode.ShouldBe(2);
        result.Error.ShouldBe($"party: {expected}\n");
    }
}
