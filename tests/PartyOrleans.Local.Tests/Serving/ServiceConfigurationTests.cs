using System.Collections;
using Microsoft.Extensions.Logging;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Serving;
using PartyOrleans.Local.Serving.Configuration;

namespace PartyOrleans.Local.Tests.Serving;

public sealed class ServiceConfigurationTests
{
    private static readonly ServiceOptions Start = new() { Database = "party.db" };

    [Fact]
    public void Read_WhenNothingIsSaid_KeepsTheDefaults() => Read(null, [], []).ShouldBe(Start);

    [Fact]
    public void Read_WhenFileEnvironmentAndCommandLineDiffer_TheLaterWins()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("hub.json", """
            {
              "urls": ["http://127.0.0.1:1", "http://127.0.0.1:2"],
              "log": { "level": "warning" },
              "hub": { "most-waiting": 1, "retry-after": "3s" },
              "security.cors-origins": ["https://a.example"]
            }
            """);
        var environment = new Hashtable { ["PARTY_SERVE__HUB__MOST_WAITING"] = "2", ["PARTY_SERVE__API__SLOW_TIME"] = "1.5m", ["PATH"] = "/bin" };

        ServiceOptions options = Read(file, environment, [new GivenSetting("--set", "hub.most-waiting", "3"), new GivenSetting("--cors", "security.cors-origins", "https://b.example;https://c.example")]);

        options.Api.Urls.ShouldBe(["http://127.0.0.1:1", "http://127.0.0.1:2"]);
        options.LogLevel.ShouldBe(LogLevel.Warning);
        options.Hub.MostWaiting.ShouldBe(3);
        options.Hub.RetryAfter.ShouldBe(TimeSpan.FromSeconds(3));
        options.Api.SlowTime.ShouldBe(TimeSpan.FromSeconds(90));
        options.Security.CorsOrigins.ShouldBe(["https://b.example", "https://c.example"]);
    }

    [Theory]
    [InlineData("hub.most-wating", "1", "--set: there is no setting 'hub.most-wating'; did you mean 'hub.most-waiting'? (party serve --settings lists all)")]
    [InlineData("hub.most-waiting", "0", "--set: hub.most-waiting takes a whole number from 1 to 1000000, submissions, not '0'.")]
    [InlineData("hub.most-waiting", "many", "--set: hub.most-waiting takes a whole number from 1 to 1000000, submissions, not 'many'.")]
    [InlineData("api.stop-time", "10", "--set: api.stop-time takes a duration from 0ms to 1h, not '10'.")]
    [InlineData("telemetry.trace-ratio", "1.5", "--set: telemetry.trace-ratio takes a number from 0 to 1, a share, not '1.5'.")]
    [InlineData("log.level", "loud", "--set: log.level takes one of debug, information, warning, error, none, not 'loud'.")]
    [InlineData("security.authority", "http://login.example", "--set: security.authority takes an https address, such as https://login.example.org/tenant, not 'http://login.example'.")]
    [InlineData("urls", "ftp://127.0.0.1", "--set: urls takes addresses such as http://127.0.0.1:8080; port 0 lets the system choose, not 'ftp://127.0.0.1'.")]
    public void Read_WhenValueIsNotWhatTheSettingTakes_NamesBoth(string name, string value, string message) =>
        Should.Throw<CommandException>(() => Read(null, [], [new GivenSetting("--set", name, value)])).Message.ShouldBe(message);

    [Fact]
    public void Read_WhenFileIsBroken_NamesIt()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("hub.json", "{ \"hub\": ");

        Should.Throw<CommandException>(() => Read(file, [], [])).Message.ShouldStartWith($"--config: {file} cannot be read: ");
        Should.Throw<CommandException>(() => Read(file + "x", [], [])).Message.ShouldStartWith($"--config: {file}x cannot be read: ");
    }

    [Fact]
    public void Read_WhenEnvironmentNamesNoSetting_NamesTheVariable() =>
        Should.Throw<CommandException>(() => Read(null, new Hashtable { ["PARTY_SERVE__HUB__MOST"] = "1" }, []))
            .Message.ShouldStartWith("environment variable PARTY_SERVE__HUB__MOST: there is no setting 'hub.most'");

    [Fact]
    public void All_WhenDefaultsAreGivenBack_ChangeNothing()
    {
        foreach (Setting setting in ServiceSettings.All.Concat(ServiceSettings.OfSilo))
        {
            IReadOnlyList<string> values = setting.IsList ? setting.Default.Split(", ", StringSplitOptions.RemoveEmptyEntries) : [setting.Default];
            setting.Apply(Start, values).ShouldNotBeNull(setting.Name);
        }

        ServiceSettings.All.Select(setting => setting.Name).ShouldBeUnique();
        ServiceSettings.OfSilo.Select(setting => setting.Name).ShouldBeUnique();
    }

    [Fact]
    public void Read_WhenASettingIsOfASilo_IsTakenByASiloAlone()
    {
        var given = new GivenSetting("--set", "cluster.failure-time", "5s");

        new ServiceConfiguration(ServiceSettings.OfSilo, "party silo").Read(Start, null, new Hashtable(), [given]).Silo.FailureTime.ShouldBe(TimeSpan.FromSeconds(5));
        Should.Throw<CommandException>(() => Read(null, new Hashtable(), [given])).Message.ShouldStartWith("--set: there is no setting 'cluster.failure-time'");
        Should.Throw<CommandException>(() => new ServiceConfiguration(ServiceSettings.OfSilo, "party silo").Read(Start, null, new Hashtable(), [new GivenSetting("--set", "hub.most-waiting", "5")]))
            .Message.ShouldEndWith("(party silo --settings lists all)");
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("10s", 10_000)]
    [InlineData("1.5m", 90_000)]
    [InlineData("2 h", 7_200_000)]
    [InlineData("1d", 86_400_000)]
    public void TryRead_WhenDurationHasAUnit_ReadsIt(string text, double milliseconds)
    {
        DurationText.TryRead(text, out TimeSpan duration).ShouldBeTrue();
        duration.TotalMilliseconds.ShouldBe(milliseconds);
    }

    private static ServiceOptions Read(string? file, IDictionary environment, IReadOnlyList<GivenSetting> given) =>
        ServiceConfiguration.OfServe.Read(Start, file, environment, given);

    private static ServiceOptions Read(string? file, Hashtable environment, GivenSetting[] given) => ServiceConfiguration.OfServe.Read(Start, file, environment, given);
}
