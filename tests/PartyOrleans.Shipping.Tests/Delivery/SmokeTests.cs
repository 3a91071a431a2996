namespace PartyOrleans.Shipping.Tests.Delivery;

/// <summary>The smoke test, against a hub that runs.</summary>
public sealed class SmokeTests : IDisposable
{
    private const string Script = "deploy/smoke.sh";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [CurlFact]
    public async Task Smoke_WhenTheHubIsWell_AsksEverythingAndLeavesNothing()
    {
        using ServedProcess hub = await ServedProcess.StartAsync(_folder["hub.db"]);
        string url = hub.Http.BaseAddress!.ToString();

        (string open, int withoutKey) = await Delivery.Script.RunAsync(Script, [url]);
        (string read, int reading) = await Delivery.Script.RunAsync(Script, [url], ("PARTY_TOKEN", hub.Http.DefaultRequestHeaders.Authorization!.Parameter!));
        (string all, int writing) = await Delivery.Script.RunAsync(
            Script, [url, "--key-file", _folder.Write("key", hub.Http.DefaultRequestHeaders.Authorization!.Parameter! + "\n"), "--write"]);

        (withoutKey, reading, writing).ShouldBe((0, 0, 0), open + read + all);
        open.ShouldEndWith("ok  (no credential was given: nothing more is asked)\n");
        read.ShouldContain("ok  a record is held against all parties\n");
        read.ShouldNotContain("a record is taken");
        all.ShouldContain("ok  a record is taken\nok  it is there\nok  it is deleted\nok  it is gone\nok  all\n");
        (await hub.Http.GetStringAsync("/v1/parties?q=testperson")).ShouldContain("\"items\":[]");
    }

    [CurlFact]
    public async Task Smoke_WhenTheCredentialIsNotEnough_FailsAndSaysWhere()
    {
        using ServedProcess hub = await ServedProcess.StartAsync(_folder["hub.db"]);
        HubResult token = await HubProcess.RunAsync("token", "--for", "reader", "--scopes", "read", "--db", _folder["hub.db"]);

        (string text, int exitCode) = await Delivery.Script.RunAsync(Script, [hub.Http.BaseAddress!.ToString()], ("PARTY_TOKEN", token.Out.Trim()));

        exitCode.ShouldBe(1);
        text.ShouldContain("smoke: metrics are shown: status 403 where 200 was to come: ");
    }

    [CurlTheory]
    [InlineData("http://127.0.0.1:1", "smoke: not ready after 1 s: status 000: ")]
    [InlineData("127.0.0.1:8080", "smoke: '127.0.0.1:8080' is no address such as https://hub.example.org.")]
    public async Task Smoke_WhenThereIsNoHub_SaysSo(string url, string message)
    {
        (string text, int exitCode) = await Delivery.Script.RunAsync(Script, [url, "--wait", "1"]);

        exitCode.ShouldBe(1);
        text.ShouldContain(message);
    }
}
