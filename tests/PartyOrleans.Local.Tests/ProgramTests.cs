namespace PartyOrleans.Local.Tests;

public sealed class ProgramTests
{
    [Fact]
    public async Task Version_WhenAsked_PrintsVersionAndSucceeds()
    {
        HubResult result = await HubProcess.RunAsync("--version");
        result.ExitCode.ShouldBe(0, result.Error);
        result.Out.Trim().ShouldStartWith("0.1.0");
    }
}
