using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Connectors.Webhooks;
using PartyOrleans.Local.Serving.Connections;

namespace PartyOrleans.Local.Serving.Sinks;

/// <summary>Webhooks in the connections file.</summary>
internal static class WebhookKind
{
    private const int MostPerPost = 1000;

    /// <summary>The kind.</summary>
    public static SinkKind Kind { get; } = new("webhook", new RelayOptions { MostPerDelivery = 1, Timeout = TimeSpan.FromSeconds(20), DisableAfter = TimeSpan.FromDays(1) }, Read);

    private static (MakeSink Make, RelayOptions Options) Read(ConnectionNode node, RelayOptions common)
    {
        bool allowsPrivate = node.Flag("allow_private", fallback: false);
        Uri url = node.UriOrNull("url", allowsPrivate ? ["https", "http"] : ["https"]) ?? throw node.Wrong("url", "an address; it is missing");
        if (url.UserInfo.Length > 0)
        {
            throw node.Wrong("url", "an address without user name and password");
        }

        var options = new WebhookOptions
        {
            Name = node.Text("name"),
            Url = url,
            Secrets = [ReadSecret(node, "secret"), .. node.Has("previous_secret") ? new[] { ReadSecret(node, "previous_secret") } : []],
            MostPerPost = (int)node.Whole("batch", 1, 1, MostPerPost),
            AllowsPrivate = allowsPrivate,
        };

        // Posts of several events are named by their first and last one, which must be the same when they come again.
        return (
            (parts, _, _) => new WebhookSink(options, parts.Surroundings.Time),
            common with { MostPerDelivery = options.MostPerPost, RepeatsExactly = options.MostPerPost > 1 });
    }

    private static byte[] ReadSecret(ConnectionNode node, string name) =>
        WebhookSignature.ReadSecret(node.Secret(name)) ?? throw node.Wrong(name, "an environment variable with \"whsec_\" and the Base64 of 24 to 64 bytes");
}
