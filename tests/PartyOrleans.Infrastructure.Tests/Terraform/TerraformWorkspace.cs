using System.Diagnostics;
using System.Text.Json;

namespace PartyOrleans.Infrastructure.Tests.Terraform;

/// <summary>
/// A copy of the modules in which Terraform works, shared by all tests, since it takes seconds to begin. Providers come from this machine alone,
/// and the provider is mocked: nobody is asked anything.
/// </summary>
internal sealed class TerraformWorkspace
{
    private static readonly Once<TerraformWorkspace> Shared = new(OpenAsync);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly string _folder;
    private readonly Once<IReadOnlyList<TerraformTests>> _tests;

    private TerraformWorkspace(string folder)
    {
        _folder = folder;
        _tests = new Once<IReadOnlyList<TerraformTests>>(RunTestsAsync);
    }

    /// <summary>The workspace.</summary>
    public static Task<TerraformWorkspace> SharedAsync() => Shared.GetAsync();

    /// <summary>Runs Terraform.</summary>
    /// <param name="folder">Where, within the modules.</param>
    /// <param name="arguments">With what.</param>
    public Task<TerraformAnswer> RunAsync(string folder, params string[] arguments) => StartAsync(Path.Combine(_folder, folder), arguments);

    /// <summary>What all tests said: those of the environments, then those of the modules.</summary>
    public Task<IReadOnlyList<TerraformTests>> TestsAsync() => _tests.GetAsync();

    /// <summary>All resources of an environment as they came to be with a mocked provider.</summary>
    public async Task<IReadOnlyList<TerraformResource>> ResourcesOfAsync(string environment) => (await TestsAsync())[0].ResourcesOf(environment);

    private static async Task<TerraformWorkspace> OpenAsync()
    {
        DirectoryInfo copy = Directory.CreateTempSubdirectory("party-terraform-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => copy.Delete(recursive: true);
        foreach (string part in new[] { "infra-terraform", Path.Combine("grafana", "prometheus", "rules") }) // the rules are read by the modules
        {
            foreach (string file in Directory.EnumerateFiles(Path.Combine(TerraformInstallation.Project, part), "*", SearchOption.AllDirectories))
            {
                string path = Path.GetRelativePath(TerraformInstallation.Project, file);
                if (!path.Split(Path.DirectorySeparatorChar).Any(name => name.StartsWith(".terraform", StringComparison.Ordinal)))
                {
                    string target = Path.Combine(copy.FullName, path);
                    Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                    File.Copy(file, target);
                }
            }
        }

        var workspace = new TerraformWorkspace(Path.Combine(copy.FullName, "infra-terraform"));
        (await workspace.InitialiseAsync(".")).ShouldSucceed();
        return workspace;
    }

    /// <summary>Has Terraform take the provider of this machine.</summary>
    public Task<TerraformAnswer> InitialiseAsync(string folder) =>
        RunAsync(folder, "init", "-backend=false", "-input=false", "-no-color", $"-plugin-dir={TerraformInstallation.Plugins}");

    private async Task<IReadOnlyList<TerraformTests>> RunTestsAsync()
    {
        const string Environments = "tests/environments.tftest.hcl";
        string[] modules =
        [
            .. Directory.EnumerateFiles(Path.Combine(_folder, "tests"), "*.tftest.hcl").Select(file => $"tests/{Path.GetFileName(file)}").Where(file => file != Environments)
                .Order(StringComparer.Ordinal).Select(file => $"-filter={file}"),
        ];
        TerraformAnswer[] answers = await Task.WhenAll(
            RunAsync(".", "test", "-json", "-verbose", $"-filter={Environments}"), RunAsync(".", ["test", "-json", .. modules]));
        return [.. answers.Select(TerraformTests.Of)];
    }

    private static async Task<TerraformAnswer> StartAsync(string folder, string[] arguments)
    {
        var start = new ProcessStartInfo(TerraformInstallation.Program!, arguments)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false,
            Environment = { ["CHECKPOINT_DISABLE"] = "1", ["TF_IN_AUTOMATION"] = "1", ["GOGC"] = "400" }, // collecting garbage less often takes a quarter less time
        };
        foreach (string variable in start.Environment.Keys.Where(name => name.StartsWith("TF_", StringComparison.Ordinal) && name != "TF_IN_AUTOMATION").ToList())
        {
            start.Environment.Remove(variable);
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException late)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"terraform {arguments[0]} did not end within {Limit.TotalMinutes:N0} minutes.", late);
        }

        return new TerraformAnswer(process.ExitCode, await output, await error);
    }
}

/// <summary>What a run of Terraform left behind.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Out">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record TerraformAnswer(int ExitCode, string Out, string Error)
{
    /// <summary>Fails with all that was said unless it ended well.</summary>
    public void ShouldSucceed() => ExitCode.ShouldBe(0, Out + Error);
}

/// <summary>A resource of a state.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Type">Its type.</param>
/// <param name="Name">Its name in its module.</param>
/// <param name="Values">Its values.</param>
internal sealed record TerraformResource(string Address, string Type, string Name, JsonElement Values);
