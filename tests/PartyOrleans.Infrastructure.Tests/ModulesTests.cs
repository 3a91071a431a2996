using System.Text.RegularExpressions;
using PartyOrleans.Infrastructure.Tests.Terraform;

namespace PartyOrleans.Infrastructure.Tests;

public sealed partial class ModulesTests
{
    [TerraformFact]
    public async Task Fmt_WhenChecked_ChangesNothing() => (await (await TerraformWorkspace.SharedAsync()).RunAsync(".", "fmt", "-check", "-recursive", "-diff", "-no-color")).ShouldSucceed();

    /// <summary>Of the environments one stands for all: they are the same but for the name, as another test makes sure.</summary>
    [TerraformTheory]
    [InlineData("bootstrap")]
    [InlineData("environments/prod")]
    public async Task Validate_WhenARootModuleIsRead_FindsNothing(string folder)
    {
        TerraformWorkspace terraform = await TerraformWorkspace.SharedAsync();
        (await terraform.InitialiseAsync(folder)).ShouldSucceed();

        (await terraform.RunAsync(folder, "validate", "-no-color")).ShouldSucceed();
    }

    [TerraformFact]
    public async Task Test_WhenTheProviderIsMocked_EveryRunPasses()
    {
        IReadOnlyList<TerraformTests> tests = await (await TerraformWorkspace.SharedAsync()).TestsAsync();

        tests.SelectMany(side => side.Failures).ShouldBeEmpty();
        tests.Select(side => side.Passed).ShouldBe([RunsIn("environments.tftest.hcl"), RunsIn("*.tftest.hcl") - RunsIn("environments.tftest.hcl")]);
    }

    [Fact]
    public void Files_WhenAModuleIsThere_AreTheFourAndEverythingIsDescribed()
    {
        foreach (string module in Modules())
        {
            foreach (string file in new[] { "main.tf", "outputs.tf", "variables.tf", "versions.tf" })
            {
                File.Exists(Path.Combine(module, file)).ShouldBeTrue($"{module} has no {file}.");
            }

            foreach (string block in BlocksOf(Path.Combine(module, "variables.tf"), "variable"))
            {
                block.ShouldContain("\n  description = \"", customMessage: module);
                block.ShouldContain("\n  type ", customMessage: module);
            }

            foreach (string block in BlocksOf(Path.Combine(module, "outputs.tf"), "output"))
            {
                block.ShouldContain("\n  description = \"", customMessage: module);
            }
        }
    }

    [Fact]
    public void Modules_WhenTheyAreTested_HaveATestFileEach()
    {
        string[] tested = [.. Directory.EnumerateFiles(Path.Combine(TerraformInstallation.Source, "tests"), "*.tftest.hcl").Select(file => Path.GetFileName(file)[..^".tftest.hcl".Length])];

        Directory.EnumerateDirectories(Path.Combine(TerraformInstallation.Source, "modules")).Select(Path.GetFileName).Except(["hub"], StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .ShouldBe(tested.Except(["environments"], StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("dev")]
    [InlineData("staging")]
    [InlineData("prod")]
    public void Environment_WhenItIsRead_ComposesModulesOnly(string environment)
    {
        string folder = Path.Combine(TerraformInstallation.Source, "environments", environment);

        Directory.EnumerateFiles(folder, "*.tf").SelectMany(File.ReadLines).Where(line => line.StartsWith("resource ", StringComparison.Ordinal) || line.StartsWith("data ", StringComparison.Ordinal))
            .ShouldBeEmpty();
        foreach (string file in new[] { "main.tf", "outputs.tf", "variables.tf", "versions.tf" })
        {
            File.ReadAllText(Path.Combine(folder, file)).Replace(environment, "dev", StringComparison.Ordinal)
                .ShouldBe(File.ReadAllText(Path.Combine(TerraformInstallation.Source, "environments", "dev", file)), $"{environment}/{file} differs from dev's by more than the name.");
        }
    }

    [Fact]
    public void Readme_WhenItShowsWhatEnvironmentsDifferBy_SaysWhatTheTableSays()
    {
        string[] shown = [.. File.ReadLines(Path.Combine(TerraformInstallation.Source, "README.md")).SkipWhile(line => !line.StartsWith("| value | dev |", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'))];

        shown.ShouldBe(File.ReadLines(Path.Combine(TerraformInstallation.Source, "environments", "values", "main.tf")).Select(line => Row().Match(line)).Where(row => row.Success).Select(row =>
            $"| `{row.Groups["name"].Value}` | {string.Join(" | ", Value().Matches(row.Groups["values"].Value).Select(value => $"`{value.Value.Trim()}`"))} | {row.Groups["comment"].Value}".TrimEnd() + " |"));
        shown.Length.ShouldBe(26);
    }

    [PythonFact]
    public async Task Rotation_WhenItsTestsRun_Pass()
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("python3", [Path.Combine(TerraformInstallation.Source, "tests", "rotation_test.py")])
        {
            RedirectStandardError = true, UseShellExecute = false, Environment = { ["PYTHONDONTWRITEBYTECODE"] = "1" },
        })!;
        string said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(0, said);
        said.ShouldContain("Ran 4 tests");
    }

    private static IEnumerable<string> Modules() =>
        [.. Directory.EnumerateDirectories(Path.Combine(TerraformInstallation.Source, "modules")), Path.Combine(TerraformInstallation.Source, "bootstrap")];

    private static IEnumerable<string> BlocksOf(string file, string kind) => File.ReadAllText(file).Split($"{kind} \"").Skip(1);

    private static int RunsIn(string pattern) => Directory.EnumerateFiles(Path.Combine(TerraformInstallation.Source, "tests"), pattern).SelectMany(File.ReadLines)
        .Count(line => line.StartsWith("run \"", StringComparison.Ordinal));

    [GeneratedRegex(@"^    (?<name>\w+)\s*= \[(?<values>.*)\]\s*(# (?<comment>.*))?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();

    [GeneratedRegex(@"\{[^}]*\}|[^,{}\s][^,{}]*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Value();
}
