using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Local.Serving.Connections;

namespace PartyOrleans.Local.Serving.Sinks;

/// <summary>A kind of sink that the connections file may name.</summary>
/// <param name="Name">What its <c>type</c> is.</param>
/// <param name="Defaults">How the outbox is relayed to it where the file does not say.</param>
/// <param name="Read">Reads its own members; gives what makes it, and how the outbox is relayed to it.</param>
internal sealed record SinkKind(string Name, RelayOptions Defaults, Func<ConnectionNode, RelayOptions, (MakeSink Make, RelayOptions Options)> Read);

/// <summary>Makes a sink once the hub is there.</summary>
/// <param name="parts">What it stands on.</param>
/// <param name="values">How values leave to it.</param>
/// <param name="lineage">Whether it is told which record and rule gave a value.</param>
internal delegate IEventSink MakeSink(ConnectionParts parts, IOutgoingValues values, bool lineage);

/// <summary>The section <c>sinks</c> of the connections file.</summary>
internal static class SinkSection
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <summary>The section.</summary>
    public static ConnectionSection Section { get; } = new("sinks", Read);

    private static IReadOnlyList<SinkKind> Kinds { get; } = [KafkaSinkKind.Kind, WebhookKind.Kind, GoldenZoneKind.Kind];

    private static MakeConnection Read(ConnectionNode node)
    {
        RequireName(node);
        string type = node.Text("type");
        SinkKind kind = Kinds.FirstOrDefault(each => string.Equals(each.Name, type, StringComparison.Ordinal))
            ?? throw node.Wrong("type", $"one of {string.Join(", ", Kinds.Select(each => $"\"{each.Name}\""))}");
        bool isClear = node.Choice("values", fallback: false, ("masked", false), ("clear", true));
        bool lineage = node.Flag("lineage", fallback: false);
        TimeSpan disableAfter = node.Duration("disable_after", kind.Defaults.DisableAfter ?? TimeSpan.Zero, TimeSpan.Zero, Longest);
        RelayOptions common = kind.Defaults with
        {
            Types = ReadTypes(node),
            Start = node.Choice("start", RelayStart.Beginning, ("beginning", RelayStart.Beginning), ("end", RelayStart.End)),
            Timeout = node.Duration("timeout", kind.Defaults.Timeout, Second, TimeSpan.FromMinutes(10)),
            DisableAfter = disableAfter == TimeSpan.Zero ? null : disableAfter,
        };
        (MakeSink make, RelayOptions options) = kind.Read(node, common);
        return parts =>
        {
            IOutgoingValues values = isClear ? ClearValues.Instance : new PolicyValues(parts.Masking);
            IEventSink sink = make(parts, values, lineage);
            return new SinkConnection(parts.Sinks.Add(sink, new EventForm(parts.Options.HubName, values, lineage), options));
        };
    }

    private static IReadOnlyList<string> ReadTypes(ConnectionNode node)
    {
        IReadOnlyList<string> types = node.Texts("events");
        foreach (string type in types)
        {
            if (!EventTypes.All.Any(each => EventTypes.Matches(type, each)))
            {
                throw node.Wrong("events", $"\"party.*\", \"review.*\", or of {string.Join(", ", EventTypes.All.Select(each => $"\"{each}\""))}");
            }
        }

        return types;
    }

    /// <summary>Names stand in paths, metrics and documents.</summary>
    private static void RequireName(ConnectionNode node)
    {
        string name = node.Text("name");
        if (name.Length > 60 || !char.IsAsciiLetterOrDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            throw node.Wrong("name", "at most 60 letters, digits, hyphens, underscores and dots, a letter or digit first");
        }
    }
}
