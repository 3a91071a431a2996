using System.Text.Json;
using PartyOrleans.Api.Security;
using PartyOrleans.Storage.Access;
using PartyOrleans.Storage.Audit;
using PartyOrleans.Storage.Sqlite;

namespace PartyOrleans.Local.Tests.Access;

public sealed class AccessCommandsTests
{
    [Fact]
    public async Task ApiKey_WhenMadeRotatedAndRevoked_IsKeptAsAHash()
    {
        using var folder = new TemporaryFolder();
        string made = await OutOfAsync("api-key", "create", "--for", "loader", "--scopes", "write,read", "--expires", "90d", "--db", folder["a.db"]);
        string text = made.TrimEnd('\n');
        ApiKeyText.TryParse(text, out string id, out byte[] hash).ShouldBeTrue();

        using (JsonDocument list = JsonDocument.Parse(await OutOfAsync("api-key", "list", "--db", folder["a.db"], "--json")))
        {
            JsonElement key = list.RootElement.EnumerateArray().Single();
            key.GetProperty("id").GetString().ShouldBe(id);
            key.GetProperty("name").GetString().ShouldBe("loader");
            key.GetProperty("scopes").GetString().ShouldBe("read write");
            key.GetProperty("state").GetString().ShouldBe("valid");
            (key.GetProperty("expires").GetDateTimeOffset() - key.GetProperty("created").GetDateTimeOffset()).ShouldBe(TimeSpan.FromDays(90));
        }

        string successor = (await OutOfAsync("api-key", "rotate", id, "--overlap", "1d", "--db", folder["a.db"])).TrimEnd('\n');
        ApiKeyText.TryParse(successor, out string next, out _).ShouldBeTrue();
        (await OutOfAsync("api-key", "revoke", next, "--db", folder["a.db"])).ShouldBe($"{next} is revoked.\n");
        (await HubProcess.RunAsync("api-key", "rotate", id, "--db", folder["a.db"])).ExitCode.ShouldBe(4);
        (await HubProcess.RunAsync("api-key", "revoke", "nothing", "--db", folder["a.db"])).ExitCode.ShouldBe(4);

        using SqliteAccessStore access = SqliteAccessStore.Open(SqliteAccessStore.PathOf(folder["a.db"]));
        access.Find(id)!.SecretHash.ShouldBe(hash);
        access.Find(id)!.ReplacedBy.ShouldBe(next);
        access.Find(next)!.Revoked.ShouldNotBeNull();
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(folder["a.db"])!))
        {
            System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)).ShouldNotContain(text[16..], Case.Sensitive);
        }
    }

    [Fact]
    public async Task ApiKey_WhenMadeIntoAFile_IsMadeOnceAndShownNowhere()
    {
        using var folder = new TemporaryFolder();
        string[] create = ["api-key", "create", "--for", "metrics", "--scopes", "operate", "--out", folder["key"], "--db", folder["a.db"]];

        string first = await OutOfAsync(create);
        string text = (await File.ReadAllTextAsync(folder["key"])).TrimEnd('\n');
        string second = await OutOfAsync(create);

        ApiKeyText.TryParse(text, out string id, out byte[] hash).ShouldBeTrue();
        first.ShouldBe($"{folder["key"]} holds the key {id}.\n");
        second.ShouldBe(first);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(folder["key"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        using (SqliteAccessStore access = SqliteAccessStore.Open(SqliteAccessStore.PathOf(folder["a.db"])))
        {
            access.List().ShouldHaveSingleItem().SecretHash.ShouldBe(hash);
        }

        await OutOfAsync("api-key", "revoke", id, "--db", folder["a.db"]);
        HubResult revoked = await HubProcess.RunAsync(create);
        (revoked.ExitCode, revoked.Error).ShouldBe((5, $"party: --out: {folder["key"]} is there and holds no valid key of this store; remove it to have one made.\n"));
    }

    [Theory]
    [InlineData("read,root", "8h", "party: --scopes: 'root' is no scope; there are read, read:pii, write, steward, operate, admin.")]
    [InlineData(",", "8h", "party: --scopes: none is given; there are read, read:pii, write, steward, operate, admin.")]
    [InlineData("read", "soon", "party: --expires: 'soon' is no duration up to ten years, such as 30m, 8h or 7d.")]
    [InlineData("read", "99999d", "party: --expires: '99999d' is no duration up to ten years, such as 30m, 8h or 7d.")]
    [InlineData("read", "-1h", "party: --expires: '-1h' is no duration up to ten years, such as 30m, 8h or 7d.")]
    [InlineData("read", "0h", "party: --for needs a name and --expires a time above zero.")]
    public async Task Token_WhenAskedForNonsense_SaysWhatIsAllowed(string scopes, string expires, string message)
    {
        using var folder = new TemporaryFolder();

        HubResult result = await HubProcess.RunAsync("token", "--for", "ann", "--scopes", scopes, $"--expires={expires}", "--db", folder["a.db"]);

        (result.ExitCode, result.Out, result.Error.TrimEnd('\n')).ShouldBe((2, "", message));
    }

    [Fact]
    public async Task Token_WhenMadeTwice_IsSignedByTheSameKey()
    {
        using var folder = new TemporaryFolder();
        string token = (await OutOfAsync("token", "--for", "ann", "--scopes", "read", "--db", folder["a.db"])).TrimEnd('\n');
        await OutOfAsync("token", "--for", "bob", "--scopes", "read", "--db", folder["a.db"]);

        using SqliteAccessStore access = SqliteAccessStore.Open(SqliteAccessStore.PathOf(folder["a.db"]));
        Identity? holder = await new JwtValidation(new SecurityOptions(), access, TimeProvider.System).FindAsync(token);

        (holder!.Name, holder.Scopes.ToString()).ShouldBe(("ann", "read"));
    }

    [Fact]
    public async Task Audit_WhenAsked_ShowsEntriesAndProvesThem()
    {
        using var folder = new TemporaryFolder();
        await using (SqliteAuditLog log = SqliteAuditLog.Open(SqliteAuditLog.PathOf(folder["a.db"])))
        {
            for (int i = 1; i <= 3; i++)
            {
                await log.AppendAsync(
                    new AuditEntry
                    {
                        At = new DateTimeOffset(2026, 5, 4, 12, 0, i, TimeSpan.Zero), Actor = "ann", Via = "key", Action = "getParty", Parties = [$"P{i}"], Result = 200,
                        Unmasked = i == 3 ? ["email"] : [], Purpose = i == 3 ? "complaint" : "",
                    },
                    CancellationToken.None);
            }
        }

        (await OutOfAsync("audit", "--limit", "2", "--db", folder["a.db"])).ShouldBe(
            "       3  2026-05-04 12:00:03Z  ann (key)  getParty 200  P3  unmasked email  \"complaint\"\n"
            + "       2  2026-05-04 12:00:02Z  ann (key)  getParty 200  P2\n");
        (await OutOfAsync("audit", "--party", "P1", "--db", folder["a.db"])).ShouldBe("       1  2026-05-04 12:00:01Z  ann (key)  getParty 200  P1\n");
        (await OutOfAsync("audit", "--verify", "--db", folder["a.db"])).ShouldContain("3 entries, all as they were written; head ");
        (await HubProcess.RunAsync("audit", "--db", folder["none.db"])).ExitCode.ShouldBe(4);
        File.Exists(SqliteAuditLog.PathOf(folder["none.db"])).ShouldBeFalse();
    }

    [Fact]
    public async Task Serve_WhenOtherMachinesCouldReachIt_NeedsAWayIn()
    {
        using var folder = new TemporaryFolder();

        HubResult result = await HubProcess.RunAsync("serve", "--urls", "http://0.0.0.0:0", "--db", folder["a.db"]);

        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain("party: http://0.0.0.0:0 can be reached from other machines, and nobody was given a way in:");
    }

    private static async Task<string> OutOfAsync(params string[] arguments)
    {
        HubResult result = await HubProcess.RunAsync(arguments);
        result.ExitCode.ShouldBe(0, result.Error);
        return result.Out;
    }
}
