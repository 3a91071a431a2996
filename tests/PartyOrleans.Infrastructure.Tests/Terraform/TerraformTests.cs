using System.Text.Json;

namespace PartyOrleans.Infrastructure.Tests.Terraform;

/// <summary>What <c>terraform test -json</c> said: how each run ended, why, and what state a verbose one left.</summary>
internal sealed class TerraformTests
{
    private readonly Dictionary<string, IReadOnlyList<TerraformResource>> _states = new(StringComparer.Ordinal);
    private readonly List<string> _failures = [];

    private TerraformTests()
    {
    }

    /// <summary>How many runs passed.</summary>
    public int Passed { get; private set; }

    /// <summary>What went wrong, one text each.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>The resources that a run made.</summary>
    public IReadOnlyList<TerraformResource> ResourcesOf(string run) =>
        _states.TryGetValue(run, out IReadOnlyList<TerraformResource>? resources) ? resources : throw new InvalidOperationException($"The run {run} left no state: {string.Join('\n', Failures)}");

    /// <summary>Reads an answer.</summary>
    public static TerraformTests Of(TerraformAnswer answer)
    {
        var tests = new TerraformTests();
        foreach (string line in answer.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith('{')))
        {
            using var document = JsonDocument.Parse(line);
            tests.Take(document.RootElement);
        }

        if (answer.ExitCode != 0 && tests._failures.Count == 0)
        {
            tests._failures.Add($"terraform test ended with {answer.ExitCode}: {answer.Error}");
        }

        return tests;
    }

    private void Take(JsonElement said)
    {
        switch (said.GetProperty("type").GetString())
        {
            case "diagnostic" when said.GetProperty("diagnostic").GetProperty("severity").GetString() == "error":
                _failures.Add(said.GetProperty("diagnostic").GetRawText());
                break;
            case "test_run" when said.GetProperty("test_run").TryGetProperty("status", out JsonElement status)
                && said.GetProperty("test_run").GetProperty("progress").GetString() == "complete":
                if (status.GetString() == "pass")
                {
                    Passed++;
                }
                else
                {
                    _failures.Add($"{said.GetProperty("@testfile").GetString()}: {said.GetProperty("@testrun").GetString()}: {status.GetString()}");
                }

                break;
            case "test_state":
                JsonElement root = said.GetProperty("test_state").GetProperty("root_module").Clone();
                _states[said.GetProperty("@testrun").GetString()!] = [.. ResourcesIn(root)];
                break;
        }
    }

    private static IEnumerable<TerraformResource> ResourcesIn(JsonElement module)
    {
        foreach (JsonElement resource in module.TryGetProperty("resources", out JsonElement resources) ? resources.EnumerateArray() : [])
        {
            yield return new TerraformResource(
                resource.GetProperty("address").GetString()!, resource.GetProperty("type").GetString()!, resource.GetProperty("name").GetString()!, resource.GetProperty("values"));
        }

        foreach (JsonElement child in module.TryGetProperty("child_modules", out JsonElement children) ? children.EnumerateArray() : [])
        {
            foreach (TerraformResource resource in ResourcesIn(child))
            {
                yield return resource;
            }
        }
    }
}
