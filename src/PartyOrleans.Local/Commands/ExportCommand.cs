using System.CommandLine;
using PartyOrleans.Api.Privacy;
using PartyOrleans.Api.Security;
using PartyOrleans.Connectors.GoldenZone;
using PartyOrleans.Local.Bundles;
using PartyOrleans.Local.Export;
using PartyOrleans.Local.GoldenZones;
using PartyOrleans.Local.Output;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Commands;

/// <summary><c>party export</c>: what the store holds, as a file.</summary>
internal static class ExportCommand
{
    private const string GoldenZone = "golden-zone";
    private const string Parquet = "parquet";
    private const int MostBuckets = 1024;

    private static readonly Argument<string> Kind = Kinds();

    private static readonly Option<string> Out = new("--out", "-o")
    {
        Description = "File to write; - for standard output. Of golden-zone a folder or s3://bucket/prefix/.",
        HelpName = "FILE",
        DefaultValueFactory = _ => "-",
    };

    private static readonly Option<string?> Format = Formats();

    private static readonly Option<bool> Mask = new("--mask")
    {
        Description = "Mask personal values as the store's bundle says, as for a caller who may read but not see personal values.",
    };

    private static readonly Option<bool> Lineage = new("--lineage")
    {
        Description = "Of golden-zone: list every cell with the record and rule that it comes from.",
    };

    private static readonly Option<int> Buckets = new Option<int>("--buckets")
    {
        Description = $"Of golden-zone: files that the current parties are spread over, 1 to {MostBuckets}.",
        HelpName = "NUMBER",
        DefaultValueFactory = _ => new GoldenZoneOptions().Buckets,
    };

    /// <summary>Makes the command.</summary>
    public static Command Create() =>
        new Command("export", "Write clusters, golden records, records, events or dead letters to a file, sorted, the same bytes every time; or a golden zone to a folder or bucket.")
        {
            Kind,
            Out,
            Format,
            Mask,
            Lineage,
            Buckets,
            SharedOptions.Database,
        }.Does(RunAsync);

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        string kind = arguments.GetRequiredValue(Kind);
        string path = arguments.GetRequiredValue(Out);
        if (string.Equals(kind, GoldenZone, StringComparison.Ordinal))
        {
            return await WriteZoneAsync(arguments, path, console, cancellationToken);
        }

        bool toOutput = string.Equals(path, "-", StringComparison.Ordinal);
        ExportFormat format = FormatOf(arguments.GetValue(Format), path, kind, console.Json);
        if (format != ExportFormat.Csv && string.Equals(kind, StoreExport.Clusters, StringComparison.Ordinal))
        {
            throw new CommandException(ExitCode.Usage, "clusters are written as CSV only: source,record_id,party_id.");
        }

        await using IPartyStore store = await StoreAccess.OpenToReadAsync(arguments, cancellationToken);
        IValueMask mask = arguments.GetValue(Mask) ? await MaskOfAsync(store, cancellationToken) : NoMask.Instance;
        long written = 0;
        await OutputFile.WriteAsync(path, console, async stream => written = await StoreExport.WriteAsync(store, kind, (format, mask), stream, cancellationToken));
        if (!toOutput)
        {
            console.Document(json =>
            {
                json.WriteStartObject();
                json.WriteString("kind", kind);
                json.WriteString("out", path);
                json.WriteNumber("written", written);
                json.WriteEndObject();
            });
            console.Line($"{path}: {Figures.Count(written)} {kind} written.");
        }

        return ExitCode.Done;
    }

    /// <summary>What a caller may see who has the scope read alone.</summary>
    private static async Task<IValueMask> MaskOfAsync(IPartyStore store, CancellationToken cancellationToken)
    {
        PrivacyPolicy policy = (await BundleChoice.FindActiveAsync(store, cancellationToken))?.Privacy ?? PrivacyPolicy.Default;
        return new Disclosure(new ValueMask(policy, ScopeSet.Of([Scopes.Read])));
    }

    private static async Task<int> WriteZoneAsync(ParseResult arguments, string location, HubConsole console, CancellationToken cancellationToken)
    {
        int buckets = arguments.GetValue(Buckets);
        if (string.Equals(location, "-", StringComparison.Ordinal))
        {
            throw new CommandException(ExitCode.Usage, "--out: a golden zone is written to a folder or s3://bucket/prefix/.");
        }

        if (buckets is < 1 or > MostBuckets)
        {
            throw new CommandException(ExitCode.Usage, $"--buckets: expected a number from 1 to {MostBuckets}.");
        }

        await using IPartyStore store = await StoreAccess.OpenToReadAsync(arguments, cancellationToken);
        IValueMask mask = arguments.GetValue(Mask) ? await MaskOfAsync(store, cancellationToken) : NoMask.Instance;
        var plan = new GoldenZonePlan(location, arguments.GetValue(Format), mask, arguments.GetValue(Lineage), buckets);
        GoldenZoneExport.Report(await GoldenZoneExport.RunAsync(store, plan, cancellationToken), location, console);
        return ExitCode.Done;
    }

    /// <summary>The format asked for; else that of the file's name; else JSON Lines where --json asks for it; else CSV.</summary>
    private static ExportFormat FormatOf(string? asked, string path, string kind, bool json) => asked switch
    {
        "csv" => ExportFormat.Csv,
        "jsonl" => ExportFormat.JsonLines,
        Parquet => throw new CommandException(ExitCode.Usage, $"{kind} are not written as Parquet; golden-zone is."),
        _ when string.Equals(kind, StoreExport.Clusters, StringComparison.Ordinal) => ExportFormat.Csv,
        _ when path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase) => ExportFormat.JsonLines,
        _ => json && string.Equals(path, "-", StringComparison.Ordinal) ? ExportFormat.JsonLines : ExportFormat.Csv,
    };

    private static Argument<string> Kinds()
    {
        var kind = new Argument<string>("KIND") { Description = "What to export." };
        kind.AcceptOnlyFromAmong([.. StoreExport.Kinds, GoldenZone]);
        return kind;
    }

    private static Option<string?> Formats()
    {
        var format = new Option<string?>("--format", "-f")
        {
            Description = "Format; without it by the file's name, else csv. Of golden-zone jsonl, or parquet where that is built.",
        };
        format.AcceptOnlyFromAmong("csv", "jsonl", Parquet);
        return format;
    }
}
