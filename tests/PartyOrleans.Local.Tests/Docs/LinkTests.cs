namespace PartyOrleans.Local.Tests.Docs;

/// <summary>Links between the project's pages lead somewhere.</summary>
public sealed class LinkTests
{
    [Fact]
    public void Links_WhenTheyStayInTheProject_LeadToFilesAndHeadings()
    {
        var broken = new List<string>();
        int seen = 0;
        foreach (string page in DocsFolder.Pages)
        {
            foreach ((int line, string target) in new MarkdownPage(DocsFolder.Read(page)).Links.Where(link => !link.Target.Contains("://", StringComparison.Ordinal) && !link.Target.StartsWith("mailto:", StringComparison.Ordinal)))
            {
                seen++;
                if (FaultOf(page, target) is { } fault)
                {
                    broken.Add($"{page}:{line}: {target} {fault}");
                }
            }
        }

        broken.ShouldBeEmpty();
        seen.ShouldBeGreaterThan(30);
    }

    [Theory]
    [InlineData("docs/api.md", "no-such.md", "leads to no file")]
    [InlineData("docs/api.md", "../README.md#no-such-heading", "leads to no heading")]
    [InlineData("docs/api.md", "/etc/hostname", "leads out of the project")]
    [InlineData("README.md", "#commands", null)]
    [InlineData("README.md", "docs/decisions", null)]
    public void FaultOf_WhenALinkIsGiven_SaysWhatIsWrong(string page, string target, string? expected) => FaultOf(page, target).ShouldBe(expected);

    private static string? FaultOf(string page, string target)
    {
        string[] parts = target.Split('#', 2);
        string folder = Path.GetDirectoryName(Path.Combine(DocsFolder.Top, page))!;
        string path = parts[0].Length == 0 ? Path.Combine(DocsFolder.Top, page) : Path.GetFullPath(Path.Combine(folder, Uri.UnescapeDataString(parts[0])));
        if (!path.StartsWith(DocsFolder.Top, StringComparison.Ordinal))
        {
            return "leads out of the project";
        }

        if (!File.Exists(path))
        {
            return Directory.Exists(path) && parts.Length == 1 ? null : "leads to no file";
        }

        return parts.Length == 1 || !path.EndsWith(".md", StringComparison.Ordinal) || new MarkdownPage(File.ReadAllText(path).ReplaceLineEndings("\n")).Anchors.Contains(parts[1])
            ? null
            : "leads to no heading";
    }
}
