using PartyOrleans.TestKit.Kafka;

namespace PartyOrleans.Local.Tests.Serving.Streams;

public sealed class ServedStreamTests
{
    [MockBrokerFact]
    public async Task Serve_WhenASettingIsUnknown_DoesNotStartAndNamesIt_OnNoBroker()
    {
        using var folder = new TemporaryFolder();
        folder.Write("connections.json", """
            {"format": "party-hub/connections/1", "streams": [{"name": "a", "brokers": "127.0.0.1:1", "topics": [{"topic": "t", "source": "s"}], "settings": {"no.such.setting": 1} }]}
            """);

        HubResult served = await HubProcess.RunAsync("serve", "--db", folder["hub.db"], "--urls", "http://127.0.0.1:0", "--connections", folder["connections.json"]);

        served.ExitCode.ShouldBe(2);
        served.Error.ShouldContain("$.streams[0]: Kafka settings: No such configuration property: \"no.such.setting\"");
    }

    [MockBrokerFact]
    public async Task Serve_WhenNoBrokerIsThere_ServesAndIsDegraded_OnNoBroker()
    {
        using var folder = new TemporaryFolder();
        folder.Write("connections.json", """
            {"format": "party-hub/connections/1", "streams": [{"name": "a", "brokers": "127.0.0.1:1", "topics": [{"topic": "t", "source": "s"}], "broker_patience": "100ms" }]}
            """);
        using ServedProcess hub = await ServedProcess.StartAsync(folder["hub.db"], "--connections", folder["connections.json"]);

        (await hub.TryPutAsync("1", """{"name.full": "Ann Lee"}""")).ShouldBeTrue();
        string ready = await hub.Http.GetStringAsync("/health/ready");
        hub.Terminate();

        ready.ShouldContain("\"name\":\"streams/a\",\"state\":\"degraded\"");
        (await hub.ExitAsync()).ExitCode.ShouldBe(0);
    }
}
