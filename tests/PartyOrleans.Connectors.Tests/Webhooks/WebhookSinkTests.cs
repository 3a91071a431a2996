using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Connectors.Tests.Outbox;
using PartyOrleans.Connectors.Webhooks;
using PartyOrleans.Storage;
using PartyOrleans.TestKit;
using PartyOrleans.TestKit.Webhooks;

namespace PartyOrleans.Connectors.Tests.Webhooks;

public sealed class WebhookSinkTests : IAsyncLifetime
{
    private const string OldSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string NewSecret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static readonly DateTimeOffset Start = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Start);
    private readonly MemoryOutbox _outbox;
    private WebhookReceiver _receiver = null!;

    public WebhookSinkTests() => _outbox = new MemoryOutbox(_time);

    public async Task InitializeAsync() => _receiver = await WebhookReceiver.StartAsync();

    public Task DisposeAsync() => _receiver.DisposeAsync().AsTask();

    [Fact]
    public async Task DeliverAsync_WhenEventsArePostedOneByOne_EachIsSignedAndNamed()
    {
        await using WebhookSink sink = Sink();
        IReadOnlyList<OutboxMessage> messages = await MessagesAsync("p1", "p2");
        await sink.DeliverAsync(messages, CancellationToken.None);

        _receiver.Posts.Select(post => (post.Id, post.Timestamp, post.ContentType, post.Path)).ShouldBe(
            [("event-1", "1769860800", "application/cloudevents+json; charset=utf-8", "/hook"), ("event-2", "1769860800", "application/cloudevents+json; charset=utf-8", "/hook")]);
        _receiver.Posts.Select(post => post.Body).ShouldBe(messages.Select(message => Encoding.UTF8.GetString(message.Body.Span)));
        foreach (Post post in _receiver.Posts)
        {
            post.Signature.ShouldBe(WebhookSignature.Sign([WebhookSignature.ReadSecret(OldSecret)!], post.Id, 1769860800, Encoding.UTF8.GetBytes(post.Body)));
        }
    }

    [Fact]
    public async Task DeliverAsync_WhenEventsArePostedTogether_TheyAreAnArray()
    {
        await using WebhookSink sink = Sink(options => options with { MostPerPost = 2 });
        await sink.DeliverAsync(await MessagesAsync("p1", "p2", "p3"), CancellationToken.None);

        _receiver.Posts.Select(post => (post.Id, post.ContentType)).ShouldBe(
            [("event-1_event-2", "application/cloudevents-batch+json; charset=utf-8"), ("event-3", "application/cloudevents-batch+json; charset=utf-8")]);
        JsonNode.Parse(_receiver.Posts[0].Body)!.AsArray().Select(item => item!["subject"]!.GetValue<string>()).ShouldBe(["p1", "p2"]);
        JsonNode.Parse(_receiver.Posts[1].Body)!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task DeliverAsync_WhenSecretsChangeOver_SignsByBoth()
    {
        byte[][] secrets = [WebhookSignature.ReadSecret(NewSecret)!, WebhookSignature.ReadSecret(OldSecret)!];
        await using WebhookSink sink = Sink(options => options with { Secrets = secrets });
        await sink.DeliverAsync(await MessagesAsync("p1"), CancellationToken.None);

        Post post = _receiver.Posts[0];
        string[] signatures = post.Signature.Split(' ');
        signatures.Length.ShouldBe(2);
        signatures.ShouldContain(WebhookSignature.Sign([secrets[1]], post.Id, 1769860800, Encoding.UTF8.GetBytes(post.Body)));
    }

    [Theory]
    [InlineData(500, null, "It answered 500.", true, null)]
    [InlineData(400, null, "It answered 400.", true, null)]
    [InlineData(503, "120", "It answered 503.", true, 120)]
    [InlineData(429, "Sat, 31 Jan 2026 12:00:30 GMT", "It answered 429.", true, 30)]
    [InlineData(429, "86400", "It answered 429.", true, 3600)]
    [InlineData(429, "Sat, 31 Jan 2026 11:00:30 GMT", "It answered 429.", true, null)]
    [InlineData(302, null, "It answered 302; redirects are not followed.", true, null)]
    [InlineData(410, null, "It answered 410: it wants no more events.", false, null)]
    public async Task DeliverAsync_WhenReceiverDoesNotTakeIt_Says(int status, string? retryAfter, string message, bool isTransient, int? seconds)
    {
        _receiver.Answer = (context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = retryAfter;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        };
        await using WebhookSink sink = Sink();
        DeliveryException failure = await Should.ThrowAsync<DeliveryException>(async () => await sink.DeliverAsync(await MessagesAsync("p1"), CancellationToken.None));

        failure.Message.ShouldBe(message);
        failure.IsTransient.ShouldBe(isTransient);
        failure.RetryAfter.ShouldBe(seconds is { } pause ? TimeSpan.FromSeconds(pause) : null);
        _receiver.Posts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task DeliverAsync_WhenReceiverFindsItTooMuch_PostsHalvesInOrder()
    {
        _receiver.Answer = (context, post) =>
        {
            context.Response.StatusCode = JsonNode.Parse(post.Body)!.AsArray().Count > 2 ? 413 : 200;
            return Task.CompletedTask;
        };
        await using WebhookSink sink = Sink(options => options with { MostPerPost = 100 });
        await sink.DeliverAsync(await MessagesAsync("p1", "p2", "p3", "p4", "p5"), CancellationToken.None);

        _receiver.Posts.Select(post => post.Id).ShouldBe(
            ["event-1_event-5", "event-1_event-2", "event-3_event-5", "event-3", "event-4_event-5"]);
    }

    [Theory]
    [InlineData("http://127.0.0.1:9/")]
    [InlineData("https://127.0.0.1:9/")]
    [InlineData("https://localhost:9/")]
    [InlineData("https://[::1]:9/")]
    [InlineData("https://[::ffff:10.0.0.1]:9/")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    public async Task DeliverAsync_WhenAddressIsNotPublic_IsRefusedUnlessAllowed(string url)
    {
        if (url.StartsWith("http:", StringComparison.Ordinal))
        {
            Should.Throw<ArgumentException>(() => Sink(options => options with { Url = new Uri(url), AllowsPrivate = false })).Message.ShouldContain("must post to an https address");
            return;
        }

        await using WebhookSink sink = Sink(options => options with { Url = new Uri(url), AllowsPrivate = false });
        DeliveryException failure = await Should.ThrowAsync<DeliveryException>(async () => await sink.DeliverAsync(await MessagesAsync("p1"), CancellationToken.None));

        failure.Message.ShouldBe("Its address is not public, and private addresses are not allowed for it.");
    }

    [Fact]
    public async Task DeliverAsync_WhenNobodyListens_SaysSo()
    {
        Uri url = _receiver.Url;
        await _receiver.DisposeAsync();
        await using WebhookSink sink = Sink(options => options with { Url = url });
        DeliveryException failure = await Should.ThrowAsync<DeliveryException>(async () => await sink.DeliverAsync(await MessagesAsync("p1"), CancellationToken.None));

        failure.Message.ShouldBe("It cannot be connected to.");
        failure.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task DeliverAsync_WhenReceiverHangsUp_SaysSo()
    {
        _receiver.Answer = (context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        await using WebhookSink sink = Sink();
        DeliveryException failure = await Should.ThrowAsync<DeliveryException>(async () => await sink.DeliverAsync(await MessagesAsync("p1"), CancellationToken.None));

        failure.Message.ShouldBe("It closed the connection without an answer.");
    }

    [Fact]
    public void Make_WhenOptionsMakeNoSense_Throws()
    {
        Should.Throw<ArgumentException>(() => Sink(options => options with { Url = new Uri("https://ann:secret@example.org/") })).Message.ShouldStartWith("The address of webhook 'crm' must not hold a user name or password.");
        Should.Throw<ArgumentException>(() => Sink(options => options with { Secrets = [] })).Message.ShouldStartWith("Webhook 'crm' needs one secret, or two while receivers change over.");
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.16.0.0", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("::ffff:192.168.1.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("64:ff9b::808:808", true)]
    [InlineData("2002:a00:1::1", false)]
    public void Holds_WhenAddressIsLookedAt_TellsPublicFromPrivate(string address, bool isPublic) => PublicAddresses.Holds(IPAddress.Parse(address)).ShouldBe(isPublic);

    private WebhookSink Sink(Func<WebhookOptions, WebhookOptions>? configure = null)
    {
        var options = new WebhookOptions { Name = "crm", Url = _receiver.Url, Secrets = [WebhookSignature.ReadSecret(OldSecret)!], AllowsPrivate = true };
        return new WebhookSink(configure is null ? options : configure(options), _time);
    }

    private async Task<IReadOnlyList<OutboxMessage>> MessagesAsync(params string[] parties)
    {
        _outbox.Commit(parties);
        var form = new EventForm("test", ClearValues.Instance, lineage: false);
        return [.. (await _outbox.ReadOutboxAsync(default, 100, CancellationToken.None)).Select(entry => new OutboxMessage(entry, form))];
    }
}
