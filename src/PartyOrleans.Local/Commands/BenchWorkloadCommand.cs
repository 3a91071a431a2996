using System.CommandLine;
using System.Globalization;
using PartyOrleans.Local.Bench;
using PartyOrleans.Local.Bench.Workload;
using PartyOrleans.Local.Generate;
using PartyOrleans.Local.Output;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Commands;

/// <summary><c>party bench workload</c>: a load, then readers, searchers, sources, bulk senders and stewards at once, at stated rates.</summary>
internal static class BenchWorkloadCommand
{
    private static readonly Option<int> Records = new("--records", "-n")
    {
        Description = $"Records to generate and load where the store holds none, 1 to {GeneratorOptions.MaxRecords}.", HelpName = "N", DefaultValueFactory = _ => 100_000,
    };

    private static readonly Option<string?> Database = new("--db")
    {
        Description = "The store: loaded where it holds no records, taken as it is where it does; it holds more afterwards. Default: a SQLite file that is removed.", HelpName = "STORE",
    };

    private static readonly Option<int> Seed = new("--seed") { Description = "The same seed gives the same records and requests.", HelpName = "N", DefaultValueFactory = _ => 1 };

    private static readonly Option<double> Reads = Rate("--reads", "Parties read a second.", 200);
    private static readonly Option<double> Searches = Rate("--searches", "Searches for two words, one misspelt, a second.", 20);
    private static readonly Option<double> Lives = Rate("--puts", "Records put one by one a second; three in ten change one put before.", 100);
    private static readonly Option<double> Bulks = Rate("--bulk", $"Records sent in bulk a second, {WorkloadRequests.BulkRecords} in each request.", 1000);
    private static readonly Option<double> Stewards = Rate("--steward", "Steward's actions a second: reviews listed, answered, pairs judged.", 3);

    private static readonly Option<int> Seconds = new("--seconds") { Description = "How long requests are begun, 1 to 86400.", HelpName = "N", DefaultValueFactory = _ => 60 };

    private static readonly Option<int> Limit = new("--limit-minutes")
    {
        Description = "How long everything may take, loading too, 1 to 10080; then it ends with exit code 8 and no result.", HelpName = "N", DefaultValueFactory = _ => 120,
    };

    private static readonly Option<double> HourPrice = new("--hour-price")
    {
        Description = "Price of an hour of the machine, in any currency; an assumption to be replaced by yours.", HelpName = "PRICE", DefaultValueFactory = _ => 0.20,
    };

    private static readonly Option<double> GigabytePrice = new("--gb-month-price")
    {
        Description = "Price of a gigabyte of disk for a month, in the same currency; an assumption to be replaced by yours.", HelpName = "PRICE", DefaultValueFactory = _ => 0.10,
    };

    /// <summary>Makes the command.</summary>
    /// <param name="outFolder">Where the result goes.</param>
    public static Command Create(Option<string> outFolder) =>
        new Command("workload", "Measure a hub under readers, searches, live records, bulk streams and stewards at once, at stated rates, on this machine.")
        {
            Records, Database, Seed, Reads, Searches, Lives, Bulks, Stewards, Seconds, Limit, HourPrice, GigabytePrice, outFolder,
        }.Does((arguments, console, cancellationToken) => RunAsync(arguments, console, outFolder, cancellationToken));

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, Option<string> outFolder, CancellationToken cancellationToken)
    {
        WorkloadOptions options = OptionsOf(arguments);
        string folder = Directory.CreateTempSubdirectory("party-workload-").FullName;
        string database = arguments.GetValue(Database) ?? Path.Combine(folder, "party.db");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Limit);
        try
        {
            var run = new WorkloadRun(options, TimeProvider.System);
            WorkloadReport report = await WorkProgress.RunAsync(console, TimeProvider.System, progress => run.RunAsync(database, folder, progress, limit.Token));
            report.Show(console);
            string kind = PartyStores.IsServer(database) ? "postgresql" : "sqlite";
            await FigureFile.WriteAsync(
                console, arguments.GetRequiredValue(outFolder), string.Create(CultureInfo.InvariantCulture, $"workload-{report.Counts.Records}-{kind}"), report.ToFigures(), cancellationToken);
            if (report.Failures > 0)
            {
                console.Note($"{Figures.Of(report.Failures, "request or record", "requests or records")} failed or were never sent: the hub did not keep up, or refused them.");
            }

            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandException(ExitCode.NotDone, $"--limit-minutes: not done after {Figures.Duration(options.Limit)}; nothing is written.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static WorkloadOptions OptionsOf(ParseResult arguments)
    {
        Dictionary<WorkloadKind, double> rates = new()
        {
            [WorkloadKind.Read] = RateOf(arguments, Reads),
            [WorkloadKind.Search] = RateOf(arguments, Searches),
            [WorkloadKind.Live] = RateOf(arguments, Lives),
            [WorkloadKind.Bulk] = RateOf(arguments, Bulks) / WorkloadRequests.BulkRecords,
            [WorkloadKind.Steward] = RateOf(arguments, Stewards),
        };
        return rates.Values.Sum() == 0
            ? throw new CommandException(ExitCode.Usage, "all rates are 0: ask for something.")
            : new WorkloadOptions
            {
                Records = Within(arguments, Records, 1, GeneratorOptions.MaxRecords),
                Seed = arguments.GetValue(Seed),
                Rates = rates,
                Duration = TimeSpan.FromSeconds(Within(arguments, Seconds, 1, 86_400)),
                Limit = TimeSpan.FromMinutes(Within(arguments, Limit, 1, 10_080)),
                HourPrice = PriceOf(arguments, HourPrice),
                GigabyteMonthPrice = PriceOf(arguments, GigabytePrice),
            };
    }

    private static Option<double> Rate(string name, string what, double standard) => new(name) { Description = what + " 0 for none.", HelpName = "RATE", DefaultValueFactory = _ => standard };

    private static int Within(ParseResult arguments, Option<int> option, int least, int most) => arguments.GetValue(option) is var value && value >= least && value <= most
        ? value
        : throw new CommandException(ExitCode.Usage, $"{option.Name} is {value}; it lies from {least} to {most}.");

    private static double RateOf(ParseResult arguments, Option<double> option) => arguments.GetValue(option) is var rate && rate >= 0 && rate <= 1_000_000
        ? rate
        : throw new CommandException(ExitCode.Usage, string.Create(CultureInfo.InvariantCulture, $"{option.Name} is {rate}; it lies from 0 to 1,000,000 a second."));

    private static double PriceOf(ParseResult arguments, Option<double> option) => arguments.GetValue(option) is var price && price >= 0 && double.IsFinite(price)
        ? price
        : throw new CommandException(ExitCode.Usage, string.Create(CultureInfo.InvariantCulture, $"{option.Name} is {price}; it is 0 or more."));
}
