using System.Globalization;
using System.Text.RegularExpressions;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Security;

namespace PartyOrleans.Api.Tests.Documents;

/// <summary>Holds the tables of the API guide and the code together.</summary>
public sealed class GuideTablesTests
{
    private static readonly string Guide = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../docs/api.md"));

    [Fact]
    public void Guide_WhenItListsScopesAndProblems_NamesEachAsItIs()
    {
        string guide = File.ReadAllText(Guide);

        string[] scopes = [.. ScopeTable.Rows.GroupBy(row => row.Scope ?? "").Select(rows =>
            $"| {(rows.Key.Length == 0 ? "none" : $"`{rows.Key}`")} | {string.Join(", ", rows.Select(row => row.Endpoint).Order(StringComparer.Ordinal).Select(name => $"`{name}`"))} |")];
        string[] problems = [.. typeof(ProblemType).GetFields().Where(field => field.FieldType == typeof(ProblemType)).Select(field => (ProblemType)field.GetValue(null)!)
            .Select(problem => string.Create(CultureInfo.InvariantCulture, $"| {problem.Status} | `{problem.Slug}` |"))];

        scopes.Length.ShouldBe(6);
        scopes.Where(row => !guide.Contains(row, StringComparison.Ordinal)).ShouldBeEmpty();
        problems.Where(row => !guide.Contains(row, StringComparison.Ordinal)).ShouldBeEmpty();
        Regex.Count(guide, @"^\| [0-9]{3} \| `", RegexOptions.Multiline, TimeSpan.FromSeconds(5)).ShouldBe(problems.Length);
    }
}
