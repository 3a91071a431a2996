using System.Collections;
using Microsoft.Extensions.Logging;
using PartyOrleans.Api.Hub;
using PartyOrleans.Connectors.Breakers;
using PartyOrleans.Kafka;
using PartyOrleans.Kafka.Streams;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Serving.Connections;

namespace PartyOrleans.Local.Serving.Streams;

/// <summary>The section <c>streams</c> of the connections file: topics of Kafka that bring live changes.</summary>
internal static class StreamSection
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>The section.</summary>
    public static ConnectionSection Section { get; } = new("streams", Read);

    /// <summary>Reads a stream.</summary>
    public static MakeConnection Read(ConnectionNode node)
    {
        KafkaStreamOptions options = ReadOptions(node);
        return parts => Make(node, options, parts);
    }

    /// <summary>Finds a stream of a connections file that is checked in full; nothing is connected.</summary>
    /// <exception cref="CommandException">The file makes no sense, or has no such stream.</exception>
    public static KafkaStreamOptions Find(string path, string name, IDictionary environment)
    {
        IReadOnlyList<KafkaStreamOptions> streams = ReadAll(path, environment);
        return streams.FirstOrDefault(stream => string.Equals(stream.Name, name, StringComparison.Ordinal)) ?? throw new CommandException(
            ExitCode.Usage, $"--stream: {path} has no stream {name}; {(streams.Count == 0 ? "it has none" : $"it has {string.Join(", ", streams.Select(stream => stream.Name))}")}.");
    }

    /// <summary>The streams of a connections file that is checked in full; nothing is connected.</summary>
    /// <exception cref="CommandException">The file makes no sense.</exception>
    public static IReadOnlyList<KafkaStreamOptions> ReadAll(string path, IDictionary environment)
    {
        var streams = new List<KafkaStreamOptions>();
        var section = new ConnectionSection(Section.Name, node =>
        {
            streams.Add(ReadOptions(node));
            return static _ => throw new InvalidOperationException("Only what the file says is asked for.");
        });
        ConnectionsFile.Read(path, [.. ConnectionsFile.Sections.Select(known => known == Section ? section : known)], environment);
        return streams;
    }

    private static KafkaStreamOptions ReadOptions(ConnectionNode node)
    {
        var defaults = new KafkaStreamOptions { Name = NameOf(node), Connection = ReadConnection(node), Group = node.TextOrNull("group") ?? "party-hub", Topics = ReadTopics(node) };
        return defaults with
        {
            Consumers = (int)node.Whole("consumers", defaults.Consumers, 1, 64),
            Instance = node.TextOrNull("instance"),
            Start = node.Choice("start", StreamStart.Earliest, ("earliest", StreamStart.Earliest), ("latest", StreamStart.Latest)),
            LostOffset = node.Choice("lost_offset", LostOffset.Stop, ("stop", LostOffset.Stop), ("restart", LostOffset.Restart)),
            DeadLetterTopic = node.TextOrNull("dead_letter_topic") is not { } topic || IsName(topic) ? node.TextOrNull("dead_letter_topic") : throw node.Wrong("dead_letter_topic", TopicShape),
            IsIdempotent = node.Flag("idempotent", defaults.IsIdempotent),
            MostInBatch = (int)node.Whole("max_in_batch", defaults.MostInBatch, 1, 100_000),
            MostWaiting = (int)node.Whole("max_waiting", defaults.MostWaiting, 1, 10_000_000),
            MostWaitingBytes = node.Whole("max_waiting_bytes", defaults.MostWaitingBytes, 1 << 20, 1L << 36),
            MostPartitions = (int)node.Whole("max_partitions", defaults.MostPartitions, 1, 10_000),
            MaxMessageBytes = (int)node.Whole("max_message_bytes", defaults.MaxMessageBytes, 1, 64 << 20),
            Drain = node.Duration("drain", defaults.Drain, TimeSpan.Zero, TimeSpan.FromMinutes(5)),
            GroupCommitInterval = node.Duration("group_commit_interval", defaults.GroupCommitInterval, TimeSpan.FromMilliseconds(10), Day),
            LookInterval = node.Duration("look_interval", defaults.LookInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)),
            BrokerPatience = node.Duration("broker_patience", defaults.BrokerPatience, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
        };
    }

    /// <summary>Reads <c>brokers</c> and <c>settings</c>, as everything that connects to Kafka has them.</summary>
    public static KafkaConnection ReadConnection(ConnectionNode node)
    {
        string brokers = node.Text("brokers");
        IReadOnlyList<KeyValuePair<string, string>> settings = node.Map("settings");
        foreach ((string name, _) in settings)
        {
            if (KafkaConnection.IsDecided(name))
            {
                throw node.Wrong($"settings.{name}", "no such setting here, because the hub decides it");
            }
        }

        return new KafkaConnection { Brokers = brokers, Settings = settings };
    }

    private const string TopicShape = "letters, digits, dot, hyphen and underscore, 249 at most";

    private static IHubConnection Make(ConnectionNode node, KafkaStreamOptions options, ConnectionParts parts)
    {
        try
        {
            CircuitBreaker breaker = parts.Breakers.Add(BreakerKind.Source, "streams/" + options.Name, new BreakerOptions { Describe = KafkaStream.Describe });
            var surroundings = new StreamSurroundings(
                new HubIntake(parts.Hub, parts.Store), new ContractAdapters(parts.Contracts, options.Name), breaker, parts.StreamInstruments,
                parts.Surroundings.Time, parts.Surroundings.Logs.CreateLogger<KafkaStream>());
            return parts.StreamHost is { } host ? StreamConnection.Of(host, options, surroundings) : StreamConnection.Of(new KafkaStream(options, surroundings), options);
        }
        catch (ArgumentException wrong)
        {
            throw new CommandException(ExitCode.Usage, $"{node.Path}: {wrong.Message}", wrong);
        }
        catch (KafkaTransportException absent)
        {
            throw new CommandException(ExitCode.Usage, $"{node.Path}: {absent.Message}", absent);
        }
    }

    private static string NameOf(ConnectionNode node) => node.Text("name") is var name && IsName(name) ? name : throw node.Wrong("name", TopicShape);

    private static StreamTopic[] ReadTopics(ConnectionNode node)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        StreamTopic[] topics = [.. node.Items("topics").Select(topic => ReadTopic(topic, names))];
        return topics.Length > 0 ? topics : throw node.Wrong("topics", "an array with at least one topic, such as {\"topic\": \"customers\", \"source\": \"crm\"}");
    }

    private static StreamTopic ReadTopic(ConnectionNode node, HashSet<string> names)
    {
        string topic = node.Text("topic");
        string source = node.Text("source");
        node.End();
        return !IsName(topic) ? throw node.Wrong("topic", TopicShape)
            : !names.Add(topic) ? throw node.Wrong("topic", "a topic that no other of the stream is")
            : new StreamTopic(topic, source);
    }

    private static bool IsName(string text) =>
        text.Length <= 249 && text is not ("." or "..") && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_');
}
