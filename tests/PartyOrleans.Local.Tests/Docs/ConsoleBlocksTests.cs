using System.Text.RegularExpressions;
using PartyOrleans.Local.Tests.Serving;

namespace PartyOrleans.Local.Tests.Docs;

/// <summary>
/// Blocks of code marked <c>console</c> are run as they are written, page by page in a folder of the page's own: lines that begin with <c>$ </c> are commands, the others what they
/// write. <c>...</c> stands for any text within a line, and alone on a line for any lines.
/// </summary>
public sealed class ConsoleBlocksTests
{
    private const string Mark = "@@console@@";

    public static TheoryData<string> PagesWithBlocks() => new(DocsFolder.Pages.Where(page => new MarkdownPage(DocsFolder.Read(page)).Blocks.Any(block => block.Language == "console")));

    [CurlTheory]
    [MemberData(nameof(PagesWithBlocks))]
    public async Task Blocks_WhenRunAsWritten_WriteWhatThePageSays(string page)
    {
        using var folder = new TemporaryFolder();
        List<(int Line, string Command, List<string> Expected)> steps = [.. new MarkdownPage(DocsFolder.Read(page)).Blocks.Where(block => block.Language == "console").SelectMany(StepsOf)];
        string script = string.Concat(steps.Select((step, i) =>
            $"echo '{Mark} {i}'\n{(step.Command.EndsWith('&') ? step.Command : $"{{ {step.Command}\n}} 2>&1 || echo \"(exit code $?)\"")}\n"));

        string[] lines = await GuideShell.RunAsync(folder, script, ("XDG_DATA_HOME", folder.Path));

        for (int i = 0; i < steps.Count; i++)
        {
            int start = Array.IndexOf(lines, $"{Mark} {i}");
            start.ShouldBeGreaterThanOrEqualTo(0, $"{page}:{steps[i].Line}: {steps[i].Command}");
            string written = string.Join('\n', lines[(start + 1)..].TakeWhile(line => !line.StartsWith(Mark, StringComparison.Ordinal)).Select(line => line.TrimEnd()));
            Matches(steps[i].Expected, written).ShouldBeTrue(
                $"{page}:{steps[i].Line}: $ {steps[i].Command}\nwrote:\n{written}\ninstead of:\n{string.Join('\n', steps[i].Expected)}");
        }
    }

    [Theory]
    [InlineData("a 1 b", "a ... b", true)]
    [InlineData("a 1 c", "a ... b", false)]
    [InlineData("one\ntwo\nthree", "one\n...\nthree", true)]
    [InlineData("one\nthree", "one\n...\nthree", true)]
    [InlineData("one\ntwo", "one", false)]
    [InlineData("", "", true)]
    public void Matches_WhenDotsStandForText_TakesAnyTextThere(string written, string expected, bool matches) =>
        Matches([.. expected.Split('\n').Where(line => line.Length > 0)], written).ShouldBe(matches);

    private static List<(int Line, string Command, List<string> Expected)> StepsOf(CodeBlock block)
    {
        var steps = new List<(int Line, string Command, List<string> Expected)>();
        string[] lines = block.Text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("$ ", StringComparison.Ordinal))
            {
                steps.Add((block.Line + 1 + i, lines[i][2..].Trim(), []));
            }
            else
            {
                steps[^1].Expected.Add(lines[i].TrimEnd());
            }
        }

        return steps;
    }

    /// <summary>Whether a command wrote what the page says.</summary>
    private static bool Matches(IReadOnlyList<string> expected, string written)
    {
        string pattern = string.Concat(expected.Select(line => line == "..." ? @"(?:[^\n]*\n)*?" : string.Join("[^\n]*", line.Split("...").Select(Regex.Escape)) + "\n"));
        return Regex.IsMatch(written.Length == 0 ? "" : written + "\n", $@"\A(?:{pattern})\z", RegexOptions.None, TimeSpan.FromSeconds(5));
    }
}
