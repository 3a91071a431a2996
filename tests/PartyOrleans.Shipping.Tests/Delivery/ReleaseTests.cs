using System.Globalization;
using System.Xml.Linq;

namespace PartyOrleans.Shipping.Tests.Delivery;

public sealed class ReleaseTests : IDisposable
{
    private static readonly string Version = XDocument.Load(Project.PathOf("Directory.Build.props")).Descendants("Version").Single().Value;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [CurlFact]
    public async Task Notes_WhenTheChangelogHasTheVersion_AreItsSection()
    {
        string changelog = _folder.Write("CHANGELOG.md", $"# Changelog\n\n## [Unreleased]\n\n- later\n\n## [{Version}] - 2030-01-02\n\n### Added\n\n- this\n\n## [0.0.1]\n\n- before\n\n[0.0.1]: https://example.org\n");

        (string text, int exitCode) = await Script.RunAsync("deploy/release-notes.sh", ["v" + Version], ("CHANGELOG", changelog));

        (text, exitCode).ShouldBe(("### Added\n\n- this\n", 0));
    }

    [CurlTheory]
    [InlineData("1.2", "release-notes: '1.2' is no semantic version.\n")]
    [InlineData("v999.0.0", "release-notes: Directory.Build.props says VERSION, not 999.0.0.\n")]
    [InlineData("VERSION", "release-notes: CHANGELOG.md has no section ## [VERSION].\n")]
    public async Task Notes_WhenTheTagIsNotOfAnythingReleased_SayWhy(string tag, string message)
    {
        string changelog = _folder.Write("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n\n- later\n");

        (string text, int exitCode) = await Script.RunAsync("deploy/release-notes.sh", [tag.Replace("VERSION", Version, StringComparison.Ordinal)], ("CHANGELOG", changelog));

        (text, exitCode).ShouldBe((message.Replace("VERSION", Version, StringComparison.Ordinal), 1));
    }

    [CurlTheory]
    [InlineData(75, 0, "")]
    [InlineData(76, 1, "coverage: less than 76 %.\n")]
    public async Task Coverage_WhenTwoReportsHoldTheSameLines_CountsThemOnce(int least, int exitCode, string message)
    {
        Report("a", "/here/src/PartyOrleans.Model/A.cs", (1, 1), (2, 0), (3, 0));
        Report("b", "/here/src/PartyOrleans.Model/A.cs", (1, 0), (2, 5), (3, 0));
        Report("c", "/here/src/PartyOrleans.Api/B.cs", (1, 1));
        Report("d", "/here/tests/PartyOrleans.Model.Tests/C.cs", (1, 1));
        Report("e", "/here/src/PartyOrleans.Api/obj/Release/net10.0/Generated.g.cs", (1, 0), (2, 0));

        (string text, int code) = await Script.RunAsync("deploy/coverage.sh", [_folder.Path, least.ToString(CultureInfo.InvariantCulture)]);

        code.ShouldBe(exitCode);
        text.ShouldBe(
            "PartyOrleans.Api                  100.0 %  of      1 lines\n" + "PartyOrleans.Model                 66.7 %  of      3 lines\n" + "all                                75.0 %  of      4 lines\n" + message);
    }

    [CurlFact]
    public async Task Coverage_WhenThereIsNoReport_SaysSo()
    {
        (string text, int exitCode) = await Script.RunAsync("deploy/coverage.sh", [_folder.Path]);

        (text, exitCode).ShouldBe(($"coverage: there is no *.cobertura.xml below {_folder.Path}.\n", 2));
    }

    private void Report(string name, string file, params (int Number, int Hits)[] lines) => _folder.Write(
        name + ".cobertura.xml",
        $"<coverage>\n<class line-rate=\"1\" name=\"X\" filename=\"{file}\">\n{string.Concat(lines.Select(line => $"<line number=\"{line.Number}\" hits=\"{line.Hits}\" branch=\"False\" />\n"))}</class>\n</coverage>\n");
}
