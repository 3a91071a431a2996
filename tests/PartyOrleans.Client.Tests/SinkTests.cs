using System.Text.Json.Nodes;
using PartyOrleans.Api.Tests;
using PartyOrleans.TestKit.Webhooks;

namespace PartyOrleans.Client.Tests;

/// <summary>Sinks by the client, against the real hub and a real web server.</summary>
public sealed class SinkTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Sinks_WhenSteered_TellAsTheyAreAsked()
    {
        Environment.SetEnvironmentVariable("PARTY_TEST_WEBHOOK", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using TestHub hub = await TestHub.StartConnectedAsync(
            $$"""{"format":"party-hub/connections/1","sinks":[{"name":"crm","type":"webhook","url":"{{receiver.Url}}","allow_private":true,"secret":"${env:PARTY_TEST_WEBHOOK}"}]}""");
        using var client = new PartyHubClient(new PartyHubClientOptions
        {
            BaseAddress = new Uri(hub.Service.Urls[0]), Token = _ => ValueTask.FromResult(hub.TokenFor("read write operate")),
        });
        await client.PutRecordAsync(new RecordRef("crm", "1"), [new("name.full", "Ann Lee")], None);
        await receiver.UntilAsync(posts => posts.Count == 1);

        Sink disabled = (await client.DisableSinkAsync("crm", "it moves", None))!;
        (disabled.State, disabled.Delivered, disabled.Disabled!.Reason, disabled.Disabled.By).ShouldBe(("disabled", new OutboxPlace(1, 0), "it moves", "ann"));
        Sink rewound = (await client.RewindSinkAsync("crm", None))!;
        (rewound.Delivered, rewound.LagEntries).ShouldBe((new OutboxPlace(0, 0), 1));
        (await client.EnableSinkAsync("crm", None))!.Disabled.ShouldBeNull();
        await receiver.UntilAsync(posts => posts.Count == 2);
        (await client.RewindSinkAsync("crm", new OutboxPlace(0, 0), None)).ShouldNotBeNull();
        await receiver.UntilAsync(posts => posts.Count == 3);

        receiver.Posts.Select(post => post.Id).ShouldBe(["event-1", "event-1", "event-1"]);
        (await client.GetSinksAsync(None)).Select(sink => (sink.Name, sink.Kind)).ShouldBe([("crm", "webhook")]);
        (await client.GetSinkAsync("none", None)).ShouldBeNull();
        EventType type = (await client.GetSchemasAsync(None)).Single(each => each.Type == JsonNode.Parse(receiver.Posts[0].Body)!["type"]!.GetValue<string>());
        (await client.GetSchemaAsync(type.Type, None))!.ShouldContain(type.Id);
        (await client.GetSchemaAsync("none", None)).ShouldBeNull();
    }
}
