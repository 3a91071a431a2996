using System.CommandLine;
using System.Globalization;
using PartyOrleans.Kafka;
using PartyOrleans.Local.Bench;
using PartyOrleans.Local.Output;

namespace PartyOrleans.Local.Commands;

/// <summary><c>party bench kafka</c>: what a hub takes from a topic and publishes to another.</summary>
internal static class BenchKafkaCommand
{
    private static readonly Option<string?> Brokers = new("--brokers")
    {
        Description = "Brokers to measure with, as host:port separated by commas; their topics party-bench-* are used and must not exist. Default: the brokers inside librdkafka.",
        HelpName = "BROKERS",
    };

    private static readonly Option<int> Backlog = new("--backlog")
    {
        Description = "Records that lie in the topic when the hub starts.",
        DefaultValueFactory = _ => 200_000,
    };

    private static readonly Option<int> Rate = new("--rate")
    {
        Description = "Records a second sent while latencies are measured.",
        DefaultValueFactory = _ => 1_000,
    };

    private static readonly Option<int> Seconds = new("--seconds")
    {
        Description = "How long latencies are measured.",
        DefaultValueFactory = _ => 30,
    };

    /// <summary>Makes the command.</summary>
    /// <param name="outFolder">Where the result goes.</param>
    public static Command Create(Option<string> outFolder) =>
        new Command("kafka", "Measure a stream: records a second from a topic to durable golden records, the time that takes at a steady rate, and how far a topic that events go to lags behind.")
        {
            Brokers,
            Backlog,
            Rate,
            Seconds,
            outFolder,
        }.Does((arguments, console, cancellationToken) => WorkProgress.RunAsync(
            console, TimeProvider.System, progress => MeasureAsync(arguments, console, outFolder, progress, cancellationToken)));

    private static async Task<int> MeasureAsync(
        ParseResult arguments, HubConsole console, Option<string> outFolder, WorkProgress progress, CancellationToken cancellationToken)
    {
        if (KafkaLibrary.WhyAbsent is { } absent)
        {
            throw new CommandException(ExitCode.Usage, absent);
        }

        var work = new KafkaWork(
            arguments.GetValue(Brokers), arguments.GetRequiredValue(Backlog), arguments.GetRequiredValue(Rate), TimeSpan.FromSeconds(arguments.GetRequiredValue(Seconds)));
        (string Name, double Value, string Unit)[] figures = await KafkaFigures.MeasureAsync(work, progress, cancellationToken);
        await FigureFile.WriteAsync(
            console, arguments.GetRequiredValue(outFolder), string.Create(CultureInfo.InvariantCulture, $"kafka-{(work.Brokers is null ? "mock" : "brokers")}-{work.Backlog}"),
            new BenchFigures(work.Backlog, figures), cancellationToken);
        return ExitCode.Done;
    }
}
