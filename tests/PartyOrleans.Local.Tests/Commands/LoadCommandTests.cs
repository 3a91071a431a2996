using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using PartyOrleans.Tests;

namespace PartyOrleans.Local.Tests.Commands;

public sealed class LoadCommandTests
{
    [Fact]
    public async Task Load_WhenAFileIsLoadedTwice_TheSecondTimeChangesNothing()
    {
        using var folder = new TemporaryFolder();
        string input = folder.Write("crm.csv", ResolveCommandTests.Crm), store = folder["hub.db"];
        JsonElement first = await LoadAsync(store, input);
        first.GetProperty("records").GetInt32().ShouldBe(4);
        first.GetProperty("parties").GetInt32().ShouldBe(3);
        first.GetProperty("inputs")[0].GetProperty("changed").GetInt32().ShouldBe(4);
        string before = await ExportAsync(store, "golden");
        JsonElement second = await LoadAsync(store, input);
        second.GetProperty("inputs")[0].GetProperty("accepted").GetInt32().ShouldBe(4);
        second.GetProperty("inputs")[0].GetProperty("changed").GetInt32().ShouldBe(0);
        (await ExportAsync(store, "golden")).ShouldBe(before);
    }

    [Fact]
    public async Task Load_WhenARecordChanges_ItsOldPartyIsMendedAtOnce()
    {
        using var folder = new TemporaryFolder();
        string store = folder["hub.db"];
        await LoadAsync(store, folder.Write("crm.csv", ResolveCommandTests.Crm));
        string changed = folder.Write(
            "crm.csv", ResolveCommandTests.Crm.Replace("2,Bob,Ashcombe,1961-03-14,r.ashcombe@example.com", "2,Wilma,Vandermeer,1979-08-08,wilma@example.com", StringComparison.Ordinal));
        JsonElement after = await LoadAsync(store, changed);
        after.GetProperty("inputs")[0].GetProperty("changed").GetInt32().ShouldBe(1);
        after.GetProperty("parties").GetInt32().ShouldBe(4);
        Partition(await ExportAsync(store, "clusters")).ShouldBe(Partition(await FreshAsync(folder, changed)));
    }

    [Fact]
    public async Task Load_WhenInPieces_GivesThePartitionOfOneRun()
    {
        using var folder = new TemporaryFolder();
        await HubProcess.RunAsync("generate", "-n", "2000", "--seed", "3", "-o", folder["g"]);
        string[] files = [.. Directory.GetFiles(folder["g"]).Where(file => !file.EndsWith("truth.csv", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        foreach (string file in files.Reverse())
        {
            await LoadAsync(folder["pieces.db"], file);
        }

        string resolved = folder["resolved.csv"];
        HubResult result = await HubProcess.RunAsync(["resolve", .. files, "-c", resolved]);
        result.ExitCode.ShouldBe(0, result.Error);
        Partition(await ExportAsync(folder["pieces.db"], "clusters")).ShouldBe(Partition(await File.ReadAllTextAsync(resolved)));
    }

    [Fact]
    public async Task Load_WhenLinesAreRefused_KeepsThemOnceAndGoesOn()
    {
        using var folder = new TemporaryFolder();
        string input = folder.Write("crm.csv", ResolveCommandTests.Crm + "11,too,many,cells,in,this,line,of,the,file\n"), store = folder["hub.db"];
        for (int time = 0; time < 2; time++)
        {
            JsonElement loaded = await LoadAsync(store, input);
            loaded.GetProperty("inputs")[0].GetProperty("rejected").GetInt32().ShouldBe(1);
            loaded.GetProperty("dead_letters").GetInt32().ShouldBe(1);
            loaded.GetProperty("records").GetInt32().ShouldBe(4);
        }

        string[] letters = (await ExportAsync(store, "dead-letters")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        letters.Length.ShouldBe(2);
        letters[1].ShouldContain("11,too,many,cells");
    }

    [Fact]
    public async Task Load_WhenAnotherHubOwnsTheStore_RefusesAtOnce()
    {
        using var folder = new TemporaryFolder();
        string store = folder["hub.db"];
        using Process owner = HubProcess.Start("load", "-", "--db", store);
        await owner.StandardInput.WriteAsync(ResolveCommandTests.Crm);
        await owner.StandardInput.FlushAsync();
        await OwnedAsync(owner, store);

        HubResult second = await HubProcess.RunAsync("load", folder.Write("crm.csv", ResolveCommandTests.Crm), "--db", store);
        owner.StandardInput.Close();
        await owner.WaitForExitAsync();
        owner.ExitCode.ShouldBe(0);
        second.ExitCode.ShouldBe(5);
        second.Error.ShouldContain("in use by another hub");
    }

    [Fact]
    public async Task Load_WhenInterrupted_EndsWith130AndAConsistentStore()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = new TemporaryFolder();
        string store = folder["hub.db"];
        string input = folder.Write("crm.csv", ResolveCommandTests.Crm);
        await LoadAsync(store, input);
        using Process hub = HubProcess.StartInterruptible("load", "-", "--source", "pipe", "--db", store);
        await hub.StandardInput.WriteAsync(ResolveCommandTests.Crm);
        await hub.StandardInput.FlushAsync();
        await OwnedAsync(hub, store);

        using Process interrupt = Process.Start("kill", ["-INT", hub.Id.ToString(CultureInfo.InvariantCulture)]);
        await interrupt.WaitForExitAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        string error = await hub.StandardError.ReadToEndAsync(limit.Token);
        await hub.WaitForExitAsync(limit.Token);
        hub.ExitCode.ShouldBe(130, error);
        error.ShouldContain("party: interrupted; everything acknowledged so far is kept.");
        JsonElement after = await LoadAsync(store, input);
        after.GetProperty("records").GetInt32().ShouldBe(4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Load_WhenKilledAndStartedAgain_LosesNothingAndHoldsNothingTwice(int seed)
    {
        using var folder = new TemporaryFolder();
        string store = folder["hub.db"];
        string input = folder.Write("people.csv", Many(seed, 4_000));
        var random = new Random(seed);
        for (int attempt = 0; attempt < 4; attempt++)
        {
            using Process hub = HubProcess.Start("load", input, "--db", store, "--json");
            using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(50, 900)));
            try
            {
                await hub.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                hub.Kill(); // SIGKILL
                await hub.WaitForExitAsync(CancellationToken.None);
            }
        }

        JsonElement done = await LoadAsync(store, input);
        done.GetProperty("records").GetInt32().ShouldBe(4_000, $"seed {seed}");
        string clusters = await ExportAsync(store, "clusters");
        clusters.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(4_001);
        Partition(clusters).ShouldBe(Partition(await FreshAsync(folder, input)), $"seed {seed}");
    }

    [SharedDataFact("senzing-load10k-unlabelled/load-500-with-errors.jsonl")]
    public async Task Load_WhenAPublicFileHasBadLines_AccountsForEveryLine()
    {
        using var folder = new TemporaryFolder();
        string input = SharedData.Require("senzing-load10k-unlabelled/load-500-with-errors.jsonl");
        int lines = (await File.ReadAllLinesAsync(input)).Count(line => line.Trim().Length > 0);
        JsonElement loaded = await LoadAsync(folder["hub.db"], input);
        JsonElement one = loaded.GetProperty("inputs")[0];
        (one.GetProperty("accepted").GetInt32() + one.GetProperty("rejected").GetInt32() + one.GetProperty("repeated").GetInt32()).ShouldBe(lines);
        loaded.GetProperty("dead_letters").GetInt32().ShouldBe(one.GetProperty("rejected").GetInt32());
    }

    /// <summary>Waits until the process says in the store's owner file that it owns the store.</summary>
    private static async Task OwnedAsync(Process hub, string store)
    {
        string id = hub.Id.ToString(CultureInfo.InvariantCulture);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!File.Exists(store + ".owner") || !(await File.ReadAllTextAsync(store + ".owner", limit.Token)).Contains(id, StringComparison.Ordinal))
        {
            hub.HasExited.ShouldBeFalse();
            await Task.Delay(TimeSpan.FromMilliseconds(5), limit.Token); // another process: there is nothing to wait on
        }
    }

    private static string Many(int seed, int count)
    {
        var random = new Random(seed);
        string[] given = ["Ann", "Bela", "Carl", "Dora", "Egon", "Fay", "Gus", "Hope"], family = ["Arlo", "Brandt", "Cole", "Dietz", "Ebert", "Frost"];
        var text = new StringBuilder("id,first_name,last_name,dob,email\n");
        for (int i = 0; i < count; i++)
        {
            int person = random.Next(count * 3 / 4);
            text.Append(CultureInfo.InvariantCulture, $"{i},{given[person % 8]},{family[person % 6]}{person / 97},19{50 + (person % 50)}-0{1 + (person % 9)}-1{person % 10},p{person}@example.org\n");
        }

        return text.ToString();
    }

    private static async Task<JsonElement> LoadAsync(string store, params string[] inputs)
    {
        HubResult result = await HubProcess.RunAsync(["load", .. inputs, "--db", store, "--json"]);
        result.ExitCode.ShouldBe(0, result.Error);
        using JsonDocument document = JsonDocument.Parse(result.Out);
        return document.RootElement.Clone();
    }

    private static async Task<string> ExportAsync(string store, string kind)
    {
        HubResult result = await HubProcess.RunAsync("export", kind, "--db", store);
        result.ExitCode.ShouldBe(0, result.Error);
        return result.Out;
    }

    private static async Task<string> FreshAsync(TemporaryFolder folder, params string[] inputs)
    {
        HubResult result = await HubProcess.RunAsync(["resolve", .. inputs, "-c", folder["fresh.csv"]]);
        result.ExitCode.ShouldBe(0, result.Error);
        return await File.ReadAllTextAsync(folder["fresh.csv"]);
    }

    /// <summary>The groups of records, without the names of the parties.</summary>
    private static string[] Partition(string clusters) =>
    [
        .. clusters.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .GroupBy(line => line[(line.LastIndexOf(',') + 1)..], line => line[..line.LastIndexOf(',')], StringComparer.Ordinal)
            .Select(group => string.Join(' ', group.Order(StringComparer.Ordinal)))
            .Order(StringComparer.Ordinal),
    ];
}
