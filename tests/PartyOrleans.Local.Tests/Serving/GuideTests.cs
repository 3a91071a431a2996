using System.Text.Json.Nodes;

namespace PartyOrleans.Local.Tests.Serving;

/// <summary>The commands of the quick start and the API guide, run in one shell as they are written, against a hub of their own.</summary>
public sealed class GuideTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [CurlFact]
    public async Task Commands_WhenRunAsWritten_GiveWhatTheGuideSays()
    {
        string guide = string.Concat(GuideShell.BlocksOf("docs/api.md"));

        string[] answers = await GuideShell.RunAsync(_folder, GuideShell.QuickStart + "echo THE GUIDE\n" + guide);

        int start = Array.IndexOf(answers, "THE GUIDE");
        JsonNode[] first = GuideShell.ObjectsOf(answers[..start]);
        string party = first[0]["party_id"]!.GetValue<string>();
        first[0]["outcome"]!.GetValue<string>().ShouldBe("created");
        first[1]["party_id"]!.GetValue<string>().ShouldBe(party);
        first[2]["items"]!.AsArray().Select(item => item!["party_id"]!.GetValue<string>()).ShouldBe([party]);
        first[3]["together"]!.GetValue<bool>().ShouldBeTrue();
        first[4]["records"]!.AsArray().Count.ShouldBe(2);
        first[5]["steps"]!.AsArray().Count.ShouldBe(1);
        first[6]["items"]!.AsArray().Count.ShouldBe(2);
        first.Length.ShouldBe(7);

        JsonNode[] second = GuideShell.ObjectsOf(answers[start..]);
        second.Count(answer => answer["outcome"] is not null).ShouldBe(6);
        second.Single(answer => answer["ignored"] is null && answer["values"] is not null)["values"]!.ToJsonString().ShouldContain("***-**-1234");
        second.Where(answer => answer["together"] is not null).Select(answer => answer["together"]!.GetValue<bool>()).ShouldBe([false]);
        second.Where(answer => answer["type"] is not null).Select(answer => answer["type"]!.GetValue<string>())
            .ShouldBe(["urn:party-hub:problem:unauthenticated", "urn:party-hub:problem:party-not-found"]);
        answers.Count(line => line.StartsWith("data: ", StringComparison.Ordinal)).ShouldBeGreaterThan(3);
    }
}
