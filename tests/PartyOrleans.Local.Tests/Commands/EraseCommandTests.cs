using System.Text.Json;

namespace PartyOrleans.Local.Tests.Commands;

public sealed class EraseCommandTests
{
    private const string Header = "record_id,name.given,name.family,date.birth,address.postcode,phone,email,identifier.ssn";

    [Fact]
    public async Task Erase_WhenAPartyIsNamed_LeavesWhatAFreshRunWithoutItsRecordsGives()
    {
        using var folder = new TemporaryFolder();
        string[] lines = [.. Enumerable.Range(1, 60).Select(Line)];
        await WriteAsync(folder["people.csv"], lines);
        (await HubProcess.RunAsync("load", folder["people.csv"], "--source", "crm", "--db", folder["hub.db"])).ExitCode.ShouldBe(0);
        string[] members = await MembersAsync(folder["hub.db"], "crm/7");
        members.Length.ShouldBeInRange(2, 40);
        await WriteAsync(folder["rest.csv"], [.. lines.Where(line => !members.Contains(line[..line.IndexOf(',', StringComparison.Ordinal)]))]);
        (await HubProcess.RunAsync("load", folder["rest.csv"], "--source", "crm", "--db", folder["fresh.db"])).ExitCode.ShouldBe(0);

        HubResult erased = await HubProcess.RunAsync(
            "erase", "crm/7", "--db", folder["hub.db"], "--actor", "dpo", "--reason", "request 17", "--receipt", folder["receipt.json"]);
        HubResult again = await HubProcess.RunAsync("load", folder["people.csv"], "--source", "crm", "--db", folder["hub.db"], "--json");

        erased.ExitCode.ShouldBe(0, erased.Error);
        erased.Out.ShouldStartWith($"{members.Length} records erased; they are refused from now on.\n");
        using (JsonDocument loaded = JsonDocument.Parse(again.Out))
        {
            loaded.RootElement.GetProperty("inputs")[0].GetProperty("rejected").GetInt64().ShouldBe(members.Length);
            loaded.RootElement.GetProperty("records").GetInt64().ShouldBe(60 - members.Length);
        }

        (await CellsAsync(folder["hub.db"])).ShouldBe(await CellsAsync(folder["fresh.db"]));
        HubResult proof = await HubProcess.RunAsync("verify", "--db", folder["hub.db"]);
        proof.ExitCode.ShouldBe(0, proof.Out + proof.Error);
        string stored = string.Concat(Directory.GetFiles(Path.GetDirectoryName(folder["hub.db"])!, "hub.db*").Select(file => System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file))));
        foreach (string value in new[] { "given7", "family7@", "07700900007", "078050007" })
        {
            stored.Contains(value, StringComparison.OrdinalIgnoreCase).ShouldBeFalse(value);
        }
    }

    [Fact]
    public async Task Erase_WhenLifted_TakesTheRecordAgain()
    {
        using var folder = new TemporaryFolder();
        string store = await SeededStore.WriteAsync(folder);
        await WriteAsync(folder["crm.csv"], ["2,Bob,Ray,1970-01-01,M1 1AA,,,"]);
        (await HubProcess.RunAsync("erase", "P2", "--db", store)).ExitCode.ShouldBe(0);

        HubResult refused = await HubProcess.RunAsync("load", folder["crm.csv"], "--db", store, "--json");
        HubResult lifted = await HubProcess.RunAsync("erase", "crm/2", "--lift", "--db", store);
        HubResult taken = await HubProcess.RunAsync("load", folder["crm.csv"], "--db", store, "--json");

        refused.Out.ShouldContain("\"rejected\":1");
        lifted.ExitCode.ShouldBe(0, lifted.Error);
        taken.Out.ShouldContain("\"accepted\":1,\"rejected\":0");
        (await HubProcess.RunAsync("erase", "crm/2", "--lift", "--db", store)).ExitCode.ShouldBe(4);
    }

    [Fact]
    public async Task VerifyReceipt_WhenItWasChanged_EndsWithSeven()
    {
        using var folder = new TemporaryFolder();
        string store = await SeededStore.WriteAsync(folder);
        (await HubProcess.RunAsync("erase", "P2", "--db", store, "--reason", "on request", "--receipt", folder["r.json"])).ExitCode.ShouldBe(0);
        using (JsonDocument status = JsonDocument.Parse((await HubProcess.RunAsync("keys", "status", "--db", store, "--json")).Out))
        {
            await File.WriteAllTextAsync(folder["hub.pem"], status.RootElement.GetProperty("receipt_key").GetString());
        }

        (await HubProcess.RunAsync("verify-receipt", folder["r.json"], "--key", folder["hub.pem"])).ExitCode.ShouldBe(0);
        await File.WriteAllTextAsync(folder["r.json"], (await File.ReadAllTextAsync(folder["r.json"])).Replace("on request", "on demand", StringComparison.Ordinal));
        (await HubProcess.RunAsync("verify-receipt", folder["r.json"])).ExitCode.ShouldBe(7);
        await File.WriteAllTextAsync(folder["r.json"], "{}");
        (await HubProcess.RunAsync("verify-receipt", folder["r.json"])).ExitCode.ShouldBe(3);
    }

    [Fact]
    public async Task Rotate_WhenDone_LeavesTheProofAndItsHead()
    {
        using var folder = new TemporaryFolder();
        string store = await SeededStore.WriteAsync(folder);
        using JsonDocument before = JsonDocument.Parse((await HubProcess.RunAsync("verify", "--db", store, "--json")).Out);
        string head = before.RootElement.GetProperty("head").GetString()!;

        (await HubProcess.RunAsync("keys", "rotate", "--db", store)).ExitCode.ShouldBe(0);

        (await HubProcess.RunAsync("verify", "--db", store, "--head", head)).ExitCode.ShouldBe(0);
        (await HubProcess.RunAsync("verify", "--db", store, "--head", new string('0', 64))).ExitCode.ShouldBe(7);
        File.Move(store + ".keys", store + ".gone");
        HubResult closed = await HubProcess.RunAsync("show", "--db", store);
        closed.ExitCode.ShouldBe(5);
        closed.Error.ShouldContain("without it the store stays closed");
    }

    [Fact]
    public async Task Retain_WhenTheBundleHasNoRules_DropsNothing()
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder["crm.csv"], [Line(1)]);
        (await HubProcess.RunAsync("load", folder["crm.csv"], "--db", folder["hub.db"])).ExitCode.ShouldBe(0);

        HubResult result = await HubProcess.RunAsync("retain", "--db", folder["hub.db"], "--json");

        result.ExitCode.ShouldBe(0, result.Error);
        result.Out.ShouldBe("""{"dry_run":false,"records":0,"deleted":0,"values":0}""" + "\n");
    }

    /// <summary>A person; every one above thirty is the one thirty before, come again.</summary>
    private static string Line(int number)
    {
        string person = ((number - 1) % 30 + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return $"{number},given{person},family{person},19{40 + (number - 1) % 30}-0{1 + (number - 1) % 9}-1{(number - 1) % 30 % 9},M{person} 1AA,077009000{person.PadLeft(2, '0')},"
            + $"family{person}@example.org,07805{person.PadLeft(4, '0')}";
    }

    private static Task WriteAsync(string path, string[] lines) => File.WriteAllTextAsync(path, Header + "\n" + string.Join('\n', lines) + "\n");

    private static async Task<string[]> MembersAsync(string store, string subject)
    {
        using JsonDocument shown = JsonDocument.Parse((await HubProcess.RunAsync("show", subject, "--db", store, "--json")).Out);
        return [.. shown.RootElement.GetProperty("records").EnumerateArray().Select(record => record.GetProperty("record_id").GetString()!)];
    }

    /// <summary>The golden cells and members of a store without party ids, sorted.</summary>
    private static async Task<string[]> CellsAsync(string store)
    {
        HubResult export = await HubProcess.RunAsync("export", "golden", "--format", "jsonl", "--db", store);
        export.ExitCode.ShouldBe(0, export.Error);
        return
        [
            .. export.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => System.Text.RegularExpressions.Regex.Replace(line, "\"party_id\":\"[^\"]*\",?", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)))
                .Order(StringComparer.Ordinal),
        ];
    }
}
