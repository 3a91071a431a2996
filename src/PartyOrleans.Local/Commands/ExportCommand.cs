using System.CommandLine;
using PartyOrleans.Api.Privacy;
using PartyOrleans.Api.Security;
using PartyOrleans.Local.Bundles;
using PartyOrleans.Local.Export;
using PartyOrleans.Local.Output;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Commands;

/// <summary><c>party export</c>: what the store holds, as a file.</summary>
internal static class ExportCommand
{
    private const string Clusters = "clusters";

    private static readonly Argument<string> Kind = Kinds();

    private static readonly Option<string> Out = new("--out", "-o")
    {
        Description = "File to write; - for standard output.",
        HelpName = "FILE",
        DefaultValueFactory = _ => "-",
    };

    private static readonly Option<string?> Format = Formats();

    private static readonly Option<bool> Mask = new("--mask")
    {
        Description = "Mask personal values as the store's bundle says, as for a caller who may read but not see personal values.",
    };

    /// <summary>Makes the command.</summary>
    public static Command Create() =>
        new Command("export", "Write clusters, golden records, records, events or dead letters to a file, sorted, the same bytes every time.")
        {
            Kind,
            Out,
            Format,
            Mask,
            SharedOptions.Database,
        }.Does(RunAsync);

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        string kind = arguments.GetRequiredValue(Kind);
        string path = arguments.GetRequiredValue(Out);
        bool toOutput = string.Equals(path, "-", StringComparison.Ordinal);
        ExportFormat format = FormatOf(arguments.GetValue(Format), path, kind, console.Json);
        await using IPartyStore store = await StoreAccess.OpenToReadAsync(arguments, cancellationToken);
        IValueMask mask = arguments.GetValue(Mask) ? await MaskOfAsync(store, cancellationToken) : NoMask.Instance;
        long written = 0;
        await OutputFile.WriteAsync(path, console, async stream =>
            written = string.Equals(kind, Clusters, StringComparison.Ordinal)
                ? await WriteClustersAsync(store, format, stream, cancellationToken)
                : await ExportKinds.All[kind].WriteAsync(store, format, mask, stream, cancellationToken));
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

    private static async Task<long> WriteClustersAsync(
        IPartyStore store, ExportFormat format, Stream stream, CancellationToken cancellationToken)
    {
        if (format != ExportFormat.Csv)
        {
            throw new CommandException(ExitCode.Usage, "clusters are written as CSV only: source,record_id,party_id.");
        }

        var partition = new List<(RecordKey Record, PartyId Party)>();
        await foreach (IReadOnlyList<StoredRecord> batch in store.ReadRecordsAsync(withPayload: false, cancellationToken))
        {
            foreach (StoredRecord record in batch)
            {
                partition.Add((record.Key, record.Party));
            }
        }

        ClusterFile.Write(stream, partition, cancellationToken);
        return partition.Count;
    }

    /// <summary>The format asked for; else that of the file's name; else JSON Lines where --json asks for it; else CSV.</summary>
    private static ExportFormat FormatOf(string? asked, string path, string kind, bool json) => asked switch
    {
        "csv" => ExportFormat.Csv,
        "jsonl" => ExportFormat.JsonLines,
        _ when string.Equals(kind, Clusters, StringComparison.Ordinal) => ExportFormat.Csv,
        _ when path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase) => ExportFormat.JsonLines,
        _ => json && string.Equals(path, "-", StringComparison.Ordinal) ? ExportFormat.JsonLines : ExportFormat.Csv,
    };

    private static Argument<string> Kinds()
    {
        var kind = new Argument<string>("KIND") { Description = "What to export." };
        kind.AcceptOnlyFromAmong([Clusters, .. ExportKinds.All.Keys]);
        return kind;
    }

    private static Option<string?> Formats()
    {
        var format = new Option<string?>("--format", "-f")
        {
            Description = "Format; without it by the file's name, else csv.",
        };
        format.AcceptOnlyFromAmong("csv", "jsonl");
        return format;
    }
}
