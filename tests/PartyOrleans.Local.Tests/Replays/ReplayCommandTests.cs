using System.Text.Json.Nodes;

namespace PartyOrleans.Local.Tests.Replays;

public sealed class ReplayCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Database => _folder["hub.db"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Replay_WhenTheMappingChanged_ShowsChangesNothingAndThenLeavesWhatAFreshLoadLeaves()
    {
        // By the first mapping the tax numbers are no evidence; by the second they are, and tie records together.
        string people = _folder.Write("people.csv", "record_id,who,born,code\n1,Ann Lee,1980-01-02,5493001KJTIIGC8Y1R12\n2,Anne Leigh,1980-01-02,5493001KJTIIGC8Y1R12\n3,Bo Ray,1970-05-06,\n");
        string before = Mapping("before.json", """{"who":"name.full","born":"date.birth"}""");
        string after = Mapping("after.json", """{"who":"name.full","born":"date.birth","code":"identifier.lei"}""");
        await ShouldBeDoneAsync("load", people, "--mapping", before, "--db", Database);
        string untouched = await ClustersAsync(Database);

        JsonNode dry = await RunAsync("replay", people, "--mapping", after, "--dry-run", "--db", Database);
        (await ClustersAsync(Database)).ShouldBe(untouched);
        HubResult guarded = await HubProcess.RunAsync("replay", people, "--mapping", after, "--max-changed", "0.1", "--db", Database);
        HubResult other = await HubProcess.RunAsync("replay", people, "--mapping", after, "--max-changed", "1", "--digest", new string('0', 64), "--db", Database);
        JsonNode done = await RunAsync("replay", people, "--mapping", after, "--max-changed", "1", "--digest", dry["digest"]!.GetValue<string>(), "--reason", "codes", "--db", Database);
        JsonNode again = await RunAsync("replay", people, "--mapping", after, "--max-changed", "0", "--db", Database);

        (dry["dry_run"]!.GetValue<bool>(), Count(dry, "inputs"), Count(dry, "records_new"), Count(dry, "records_changed"), Count(dry, "records_unchanged")).ShouldBe((true, 1, 0, 2, 1));
        (guarded.ExitCode, guarded.Error.Contains("more than the share 0.1 that --max-changed allows; nothing was changed.", StringComparison.Ordinal)).ShouldBe((2, true));
        (other.ExitCode, other.Error.Contains("would change something else by now", StringComparison.Ordinal)).ShouldBe((2, true));
        (Count(done, "records_changed"), Count(done, "commit") > 0).ShouldBe((2, true));
        (Count(again, "records_changed"), Count(again, "records_unchanged"), Count(again, "merged")).ShouldBe((0, 3, 0));

        await ShouldBeDoneAsync("load", people, "--mapping", after, "--db", _folder["fresh.db"]);
        Partition(await ClustersAsync(Database)).ShouldBe(Partition(await ClustersAsync(_folder["fresh.db"])));
    }

    [Fact]
    public async Task Replay_WhenARangeOfTimeIsGiven_ReadsWhatWasLoadedInIt()
    {
        string first = _folder.Write("first.csv", "record_id,first_name,last_name\n1,Bo,Ray\n");
        string second = _folder.Write("second.csv", "record_id,first_name,last_name\n2,Cy,Fox\n");
        await ShouldBeDoneAsync("load", first, "--db", Database);

        JsonNode all = await RunAsync("replay", first, second, "--dry-run", "--db", Database);
        JsonNode loaded = await RunAsync("replay", first, second, "--from", "2000-01-01T00:00:00Z", "--dry-run", "--db", Database);
        HubResult none = await HubProcess.RunAsync("replay", first, second, "--until", "2000-01-01T00:00:00Z", "--dry-run", "--db", Database);
        HubResult wrong = await HubProcess.RunAsync("replay", first, "--from", "yesterday", "--db", Database);

        (Count(all, "inputs"), Count(all, "records_new")).ShouldBe((2, 1));
        (Count(loaded, "inputs"), Count(loaded, "records_new"), Count(loaded, "records_unchanged")).ShouldBe((1, 0, 1));
        (none.ExitCode, none.Error.TrimEnd().Split('\n')[^1]).ShouldBe((3, "party: None of the 2 inputs named was loaded in that time."));
        (wrong.ExitCode, wrong.Error.Trim()).ShouldBe((2, "party: --from: 'yesterday' is no time such as 2026-01-31T12:00:00Z."));
    }

    private static long Count(JsonNode report, string name) => report[name]!.GetValue<long>();

    private static async Task<JsonNode> RunAsync(params string[] arguments)
    {
        HubResult result = await HubProcess.RunAsync([.. arguments, "--json"]);
        result.ExitCode.ShouldBe(0, result.Error);
        return JsonNode.Parse(result.Out)!;
    }

    private static async Task ShouldBeDoneAsync(params string[] arguments)
    {
        HubResult result = await HubProcess.RunAsync(arguments);
        result.ExitCode.ShouldBe(0, result.Error);
    }

    private static async Task<string> ClustersAsync(string database)
    {
        HubResult result = await HubProcess.RunAsync("export", "clusters", "--db", database);
        result.ExitCode.ShouldBe(0, result.Error);
        return result.Out;
    }

    private static string[] Partition(string clusters) =>
    [
        .. clusters.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')).GroupBy(row => row[2], row => row[1], StringComparer.Ordinal)
            .Select(records => string.Join(' ', records.Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal),
    ];

    private string Mapping(string name, string columns) => _folder.Write(name, $$"""{"recordId":"record_id","columns":{{columns}}}""");
}
