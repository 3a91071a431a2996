using System.Text.Json.Nodes;
using PartyOrleans.Local.Tests.Serving;

namespace PartyOrleans.Local.Tests.Pipelines;

/// <summary>The commands of the guide to pipelines, run in one shell as they are written.</summary>
public sealed class PipelineGuideTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [CurlFact]
    public async Task Commands_WhenRunAsWritten_GiveWhatTheGuideSays()
    {
        string[] lines = await GuideShell.RunAsync(_folder, string.Concat(GuideShell.BlocksOf("docs/pipelines.md")) + "sleep 60 &\n"); // the guide ends its hub itself; the shell ends what runs last

        lines.Count(line => line.StartsWith("daily, run 1: done; started by hand", StringComparison.Ordinal)).ShouldBe(2);
        lines.Count(line => line.StartsWith("daily, run 3: done; started by api", StringComparison.Ordinal)).ShouldBe(1);
        JsonNode[] answers = GuideShell.ObjectsOf(lines);
        answers[0]["cells"].ShouldNotBeNull();
        (answers[1]["number"]!.GetValue<long>(), answers[1]["detail"]!.GetValue<string>()).ShouldBe((2, "the files came late"));
        JsonNode quality = answers.Single(answer => answer["profile"] is not null);
        quality["results"]!.AsArray().Select(result => $"{result!["key"]} {result["state"]}").ShouldBe(["completeness:date.birth:person ok", "dead_letters ok", "freshness:crm ok"]);
        lines.ShouldContain(line => line.StartsWith("nothing was changed; digest ", StringComparison.Ordinal));
        lines.ShouldContain(line => line.StartsWith("committed as ", StringComparison.Ordinal));
        lines.ShouldContain(line => line.Contains("records changed", StringComparison.Ordinal) && line.EndsWith(" 3", StringComparison.Ordinal));
    }
}
