using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PartyOrleans.Api;
using PartyOrleans.Connectors;
using PartyOrleans.Kafka;
using PartyOrleans.Kafka.Brokers;
using PartyOrleans.Kafka.Producing;
using PartyOrleans.Kafka.Streams;
using PartyOrleans.Local.Bundles;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Generate;
using PartyOrleans.Local.Output;
using PartyOrleans.Local.Serving;
using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Bench;

/// <summary>What a stream is measured with.</summary>
/// <param name="Brokers">The brokers; null for those inside librdkafka.</param>
/// <param name="Backlog">Records that lie in the topic when the hub starts.</param>
/// <param name="Rate">Records a second while latencies are measured.</param>
/// <param name="Steady">How long they are.</param>
internal sealed record KafkaWork(string? Brokers, int Backlog, int Rate, TimeSpan Steady);

/// <summary>
/// A hub that serves, in this process, with a stream and a sink; the sender is in this process too, and the brokers where none are given. Latencies are those
/// that the hub's own instruments record: message by message, from the time at which it was sent until it is durable, and from an event's commit until
/// the brokers of the sink's topic hold it.
/// </summary>
internal static class KafkaFigures
{
    private const int Partitions = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private const string Records = "party-bench-records";
    private const string Golden = "party-bench-golden";

    private const string Contract = """
        {
          "source": "CRM", "adapter": "json",
          "mapping": {
            "recordId": "id",
            "columns": {
              "first_name": "name.given", "last_name": "name.family", "company": "name.organisation", "date_of_birth": "date.birth", "gender": "gender",
              "address": "address.full", "phone": "phone", "email": "email", "website": "website"
            }
          },
          "schema": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "last_name": {"type": "string"}, "email": {"type": "string"}}}
        }
        """;

    /// <summary>Measures.</summary>
    public static async Task<(string Name, double Value, string Unit)[]> MeasureAsync(KafkaWork work, WorkProgress progress, CancellationToken cancellationToken)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("party-bench-");
        using MockCluster? mock = work.Brokers is null ? new MockCluster() : null;
        mock?.CreateTopic(Records, Partitions);
        mock?.CreateTopic(Golden, Partitions);
        string brokers = work.Brokers ?? mock!.Brokers;
        try
        {
            var connection = new KafkaConnection { Brokers = brokers, Settings = [new("compression.type", "lz4")] };
            await using var producer = new KafkaProducer(connection, new KafkaProducerOptions(), TimeProvider.System, NullLogger.Instance);
            using IEnumerator<KafkaMessage> messages = Messages(work.Backlog + (int)(work.Rate * work.Steady.TotalSeconds) + (work.Rate * 4)).GetEnumerator();
            progress.Begin("filling the topic", "records", work.Backlog);
            await SendAsync(producer, messages, work.Backlog, progress, cancellationToken);

            using var samples = new Samples();
            await using HubService hub = await HubService.StartAsync(await OptionsAsync(folder, brokers, await TrainedAsync(folder, work.Backlog, progress, cancellationToken), cancellationToken), TimeProvider.System, cancellationToken);
            progress.Begin("taking the backlog", "records", work.Backlog);
            (double perSecond, TimeSpan processor) = await BacklogAsync(samples, work.Backlog, progress, cancellationToken);
            await samples.QuietAsync(TimeSpan.FromSeconds(2), cancellationToken); // the sink has caught up too
            await IndexedAsync(hub, cancellationToken);

            await SteadyAsync(producer, messages, work with { Steady = TimeSpan.FromSeconds(3) }, progress, cancellationToken); // warms up
            await samples.QuietAsync(TimeSpan.FromSeconds(1), cancellationToken);
            samples.Forget();
            progress.Begin("taking a steady stream", "records", (long)(work.Rate * work.Steady.TotalSeconds));
            await SteadyAsync(producer, messages, work, progress, cancellationToken);
            await samples.QuietAsync(TimeSpan.FromSeconds(1), cancellationToken);
            double[] latencies = samples.Sorted(StreamInstruments.LatencyName), delays = samples.Sorted("party.hub.sink.delay");
            return
            [
                ("kafka.backlog.rate", perSecond, "records/s"),
                ("kafka.backlog.processor", processor.TotalMicroseconds / work.Backlog, "us/record"),
                .. latencies.Length == 0 ? [] : new[]
                {
                    ("kafka.steady.messages", latencies.Length, "messages"),
                    ("kafka.steady.latency.p50", At(latencies, 0.5) * 1000, "ms"),
                    ("kafka.steady.latency.p99", At(latencies, 0.99) * 1000, "ms"),
                    ("kafka.steady.latency.max", latencies[^1] * 1000, "ms"),
                },
                ("kafka.outbox.events", delays.Length, "events"),
                ("kafka.outbox.delay.p50", At(delays, 0.5) * 1000, "ms"),
                ("kafka.outbox.delay.p99", At(delays, 0.99) * 1000, "ms"),
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double At(double[] sorted, double share) => sorted.Length == 0 ? 0 : sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)];

    /// <summary>Waits until the backlog is durable; records a second between the first and the last, and processor time of all this process.</summary>
    private static async Task<(double PerSecond, TimeSpan Processor)> BacklogAsync(Samples samples, int backlog, WorkProgress progress, CancellationToken cancellationToken)
    {
        long began = 0, seen = 0;
        TimeSpan processor = default;
        while (seen < backlog)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), cancellationToken);
            if (samples.Quiet > Patience)
            {
                throw new CommandException(
                    ExitCode.Usage,
                    $"no record was taken for {Patience.TotalSeconds:N0} s. The brokers inside librdkafka keep 5 MiB of a partition: a smaller --backlog, or --brokers, may help.");
            }

            long now = samples.Taken;
            if (now > 0 && began == 0)
            {
                (began, processor, backlog) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, backlog - (int)now);
                samples.Uncount(now);
                now = 0;
            }

            progress.Advance(now - seen);
            seen = now;
        }

        return (seen / Stopwatch.GetElapsedTime(began).TotalSeconds, Environment.CpuUsage.TotalTime - processor);
    }

    /// <summary>Waits until the search index has taken in the backlog too: a steady stream is measured on a hub that has nothing left to catch up on.</summary>
    private static async Task IndexedAsync(HubService hub, CancellationToken cancellationToken)
    {
        while (hub.Hub.Store is ISearchProjection projection && !(await projection.ReadSearchProgressAsync(cancellationToken)).IsComplete)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    /// <summary>Sends at a steady rate, a hundred times a second.</summary>
    private static async Task SteadyAsync(KafkaProducer producer, IEnumerator<KafkaMessage> messages, KafkaWork work, WorkProgress progress, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        int sent = 0;
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (Stopwatch.GetElapsedTime(began) is var elapsed && elapsed < work.Steady)
        {
            int due = (int)(elapsed.TotalSeconds * work.Rate) - sent;
            sent += due;
            await SendAsync(producer, messages, due, progress, cancellationToken);
            await beat.WaitForNextTickAsync(cancellationToken);
        }
    }

    private static async Task SendAsync(KafkaProducer producer, IEnumerator<KafkaMessage> messages, int count, WorkProgress progress, CancellationToken cancellationToken)
    {
        const int AtOnce = 20_000;
        while (count > 0)
        {
            var sent = new List<KafkaMessage>(Math.Min(count, AtOnce));
            while (sent.Count < AtOnce && count > 0 && messages.MoveNext())
            {
                sent.Add(messages.Current);
                count--;
            }

            await producer.SendAsync(sent, cancellationToken);
            progress.Advance(sent.Count);
        }
    }

    private static IEnumerable<KafkaMessage> Messages(int count)
    {
        foreach (GeneratedRecord record in PartyGenerator.Generate(new GeneratorOptions(count, Sources: 1)))
        {
            using var stream = new MemoryStream();
            using (var json = new Utf8JsonWriter(stream))
            {
                json.WriteStartObject();
                foreach ((string column, string cell) in record.Columns)
                {
                    json.WriteString(column, cell);
                }

                json.WriteEndObject();
            }

            yield return new KafkaMessage(Records, Encoding.UTF8.GetBytes(record.RecordId), stream.ToArray());
        }
    }

    /// <summary>A bundle trained on what the topic holds, as a hub that is to hold it would be begun with: by the one shipped, untrained, too much hangs together.</summary>
    private static async Task<Bundle> TrainedAsync(DirectoryInfo folder, int records, WorkProgress progress, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder.FullName, "CRM.jsonl");
        await using (FileStream file = File.Create(path))
        {
            foreach (KafkaMessage message in Messages(records))
            {
                await file.WriteAsync(message.Value, cancellationToken);
                file.WriteByte((byte)'\n');
            }
        }

        JsonObject prior = JsonNode.Parse(BundleFile.ToJson(BundleChoice.ShippedFor(records)))!.AsObject();
        prior["contracts"] = new JsonArray(JsonNode.Parse(Contract));
        (_, Bundle trained) = await TrainCommand.TrainAsync(
            [new InputFile(path)], new InputOptions { KeepPayload = false }, BundleFile.Parse(prior.ToJsonString(), "the bench's bundle", ComparisonCatalog.Vocabulary), progress, cancellationToken);
        return trained;
    }

    private static async Task<ServiceOptions> OptionsAsync(DirectoryInfo folder, string brokers, Bundle bundle, CancellationToken cancellationToken)
    {
        string bundlePath = Path.Combine(folder.FullName, "bundle.json"), connections = Path.Combine(folder.FullName, "connections.json");
        await File.WriteAllTextAsync(bundlePath, BundleFile.ToJson(bundle), cancellationToken);
        string name = string.Create(CultureInfo.InvariantCulture, $"party-bench-{Environment.ProcessId}");
        await File.WriteAllTextAsync(
            connections,
            $$"""
            {
              "format": "party-hub/connections/1",
              "streams": [{
                "name": "bench", "brokers": "{{brokers}}", "group": "{{name}}", "topics": [{"topic": "{{Records}}", "source": "CRM" }],
                "settings": {"fetch.wait.max.ms": "10"}
              }],
              "sinks": [{"name": "bench", "type": "kafka", "brokers": "{{brokers}}", "topic": "{{Golden}}", "settings": {"compression.type": "lz4"} }]
            }
            """,
            cancellationToken);
        return new ServiceOptions
        {
            Database = Path.Combine(folder.FullName, "bench.db"),
            BundlePath = bundlePath,
            ConnectionsFile = connections,
            Api = new ApiOptions { Urls = ["http://127.0.0.1:0"] },
            LogLevel = LogLevel.Error,
        };
    }

    /// <summary>What the hub's instruments record, one by one.</summary>
    private sealed class Samples : IDisposable
    {
        private readonly ConcurrentDictionary<string, ConcurrentQueue<double>> _values = new(StringComparer.Ordinal);
        private readonly MeterListener _listener = new();
        private long _taken;
        private long _last = Stopwatch.GetTimestamp();

        public Samples()
        {
            _listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name is StreamInstruments.LatencyName or "party.hub.sink.delay" or "party.hub.stream.messages")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) =>
            {
                _values.GetOrAdd(instrument.Name, _ => new ConcurrentQueue<double>()).Enqueue(value);
                Interlocked.Exchange(ref _last, Stopwatch.GetTimestamp());
            });
            _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _taken, value));
            _listener.Start();
        }

        /// <summary>Messages taken.</summary>
        public long Taken => Interlocked.Read(ref _taken);

        public void Uncount(long messages) => Interlocked.Add(ref _taken, -messages);

        public void Forget() => _values.Clear();

        public double[] Sorted(string instrument) => _values.TryGetValue(instrument, out ConcurrentQueue<double>? values) ? [.. values.Order()] : [];

        /// <summary>How long nothing was recorded.</summary>
        public TimeSpan Quiet => Stopwatch.GetElapsedTime(Interlocked.Read(ref _last));

        /// <summary>Waits until nothing was recorded for a while.</summary>
        public async Task QuietAsync(TimeSpan pause, CancellationToken cancellationToken)
        {
            while (Quiet < pause)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
            }
        }

        public void Dispose() => _listener.Dispose();
    }
}
