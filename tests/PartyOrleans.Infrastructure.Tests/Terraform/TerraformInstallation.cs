namespace PartyOrleans.Infrastructure.Tests.Terraform;

/// <summary>Terraform and the provider that this machine has; nothing is fetched.</summary>
internal static class TerraformInstallation
{
    /// <summary>Names the folder of providers where none of the usual ones has it.</summary>
    private const string PluginsVariable = "PARTY_TERRAFORM_PLUGINS";

    /// <summary>The project's folder.</summary>
    public static string Project { get; } = FindProject();

    /// <summary>The folder with what is tested.</summary>
    public static string Source { get; } = Path.Combine(Project, "infra-terraform");

    /// <summary>The program, or null.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "terraform.exe" : "terraform")).FirstOrDefault(File.Exists);

    /// <summary>The folder that holds the provider as <c>HOST/hashicorp/aws/VERSION</c>, or null.</summary>
    public static string? Plugins { get; } = PluginFolders().FirstOrDefault(HoldsProvider);

    /// <summary>Why nothing can be tested here; null where it can.</summary>
    public static string? WhyAbsent { get; } =
        Program is null ? "terraform is not on the PATH" : Plugins is null ? $"terraform's provider for AWS (5.100) is in none of the usual folders; {PluginsVariable} may name another" : null;

    private static IEnumerable<string> PluginFolders()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string?[] known =
        [
            Environment.GetEnvironmentVariable(PluginsVariable), Environment.GetEnvironmentVariable("TF_PLUGIN_CACHE_DIR"), Path.Combine(home, ".terraform.d", "plugins"),
            Path.Combine(home, ".local", "share", "terraform", "plugins"), "/usr/local/share/terraform/plugins", "/usr/share/terraform/plugins",
        ];
        string[] installed = Directory.Exists("/opt") ? Directory.GetDirectories("/opt", "*plugins*") : [];
        return [.. known.OfType<string>().Where(folder => folder.Length > 0), .. installed.Order(StringComparer.Ordinal)];
    }

    private static bool HoldsProvider(string folder) =>
        Directory.Exists(folder) && Directory.GetDirectories(folder).Any(host => Directory.Exists(Path.Combine(host, "hashicorp", "aws"))
            && Directory.GetDirectories(Path.Combine(host, "hashicorp", "aws"), "5.*").Any(version => string.CompareOrdinal(Path.GetFileName(version), "5.100") >= 0));

    private static string FindProject()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PartyOrleans.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests do not run within the project.");
    }
}

/// <summary>A fact that needs Terraform with its provider and is skipped, saying so, where one is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TerraformFactAttribute : FactAttribute
{
    public TerraformFactAttribute() => Skip = TerraformInstallation.WhyAbsent;
}

/// <summary>A theory that needs Terraform with its provider and is skipped, saying so, where one is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TerraformTheoryAttribute : TheoryAttribute
{
    public TerraformTheoryAttribute() => Skip = TerraformInstallation.WhyAbsent;
}

/// <summary>A fact that needs Python and is skipped, saying so, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute() => Skip = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, "python3"))) ? null : "python3 is not on the PATH";
}
