using System.Text.Json.Nodes;
using PartyOrleans.Local.Tests.Serving;

namespace PartyOrleans.Local.Tests.DeadLetters;

/// <summary>The commands of the guide to dead letters, run as they are written.</summary>
public sealed class DeadLettersGuideTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [CurlFact]
    public async Task Commands_WhenRunAsWritten_GiveWhatTheGuideSays()
    {
        string[] blocks = [.. GuideShell.BlocksOf("docs/dead-letters.md")];
        string quickStart = string.Join('\n', GuideShell.QuickStart.Split('\n').TakeWhile(line => !line.StartsWith("ask -X PUT", StringComparison.Ordinal))) + "\n";

        string[] lines = await GuideShell.RunAsync(_folder, blocks[0] + blocks[1] + quickStart + "echo THE SERVICE\n" + blocks[2]);

        int service = Array.IndexOf(lines, "THE SERVICE");
        string[] commands = lines[..service];
        commands.Count(line => line.StartsWith("1  ", StringComparison.Ordinal) && line.EndsWith("  crm  people.csv:3  contract  open  tried 1x  no record id", StringComparison.Ordinal))
            .ShouldBe(2); // of list and of show
        commands.ShouldContain("raw: ;Bo;Ray;1970-05-06");
        commands.ShouldContain("1  upsert  crm/2");
        commands.ShouldContain("1 open letter: 1 would be taken, 0 would be refused again.");
        commands.ShouldContain("1 open letter: 1 taken, 0 refused again; 1 records new, 0 changed, 0 deleted, 0 as before, 0 outdated.");
        JsonNode[] answers = GuideShell.ObjectsOf(lines[service..]);
        answers.Single(answer => answer["raw"] is not null && answer["text"] is null)["raw"]!.GetValue<string>().Trim().ShouldBe(";Ed;Hill");
        answers.Where(answer => answer["dry_run"] is not null).Select(answer => $"{answer["dry_run"]} {answer["replayed"]} {answer["created"]}").ShouldBe(["true 1 0", "false 1 1"]);
        answers.Single(answer => answer["values"] is not null)["record_id"]!.GetValue<string>().ShouldBe("5");
        answers[^1]["items"]!.ToJsonString().ShouldContain("\"state\":\"replayed\",\"letters\":2");
    }
}
