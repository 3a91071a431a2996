namespace PartyOrleans.Local.Tests.Commands;

public sealed class ProgramTests
{
    [Fact]
    public async Task Version_WhenAsked_PrintsVersionAndSucceeds()
    {
        HubResult result = await HubProcess.RunAsync("--version");
        result.ExitCode.ShouldBe(0, result.Error);
        result.Out.Trim().ShouldStartWith("0.1.0");
    }

    [Fact]
    public async Task NoArguments_WhenRun_PrintsHelpAndExitsWithUsage()
    {
        HubResult result = await HubProcess.RunAsync();
        result.ExitCode.ShouldBe(2);
        result.Out.ShouldContain("party [command] [options]");
    }

    [Theory]
    [InlineData("party: 'frobnicate' is no command or option here. See party --help.", "frobnicate")]
    [InlineData("party: '--frob' is no command or option here. See party show --help.", "show", "--frob")]
    [InlineData("party: Option '--truth' is required. See party evaluate --help.", "evaluate")]
    public async Task Arguments_WhenWrong_AreAnsweredByOneLineAndUsage(string message, params string[] arguments)
    {
        HubResult result = await HubProcess.RunAsync(arguments);
        result.Error.ShouldBe(message + Environment.NewLine);
        result.Out.ShouldBeEmpty();
        result.ExitCode.ShouldBe(2);
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("load")]
    [InlineData("resolve")]
    [InlineData("map")]
    [InlineData("train")]
    [InlineData("explain")]
    [InlineData("show")]
    [InlineData("export")]
    [InlineData("evaluate")]
    [InlineData("generate")]
    [InlineData("bench")]
    public async Task Help_WhenAskedOfACommand_NamesItsUsage(string command)
    {
        HubResult result = await HubProcess.RunAsync(command, "--help");
        result.ExitCode.ShouldBe(0, result.Error);
        result.Out.ShouldContain($"party {command}");
        result.Out.ShouldContain("--json");
    }
}
