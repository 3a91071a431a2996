using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PartyOrleans.Connectors;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Local.Bundles;
using PartyOrleans.Local.Export;
using PartyOrleans.Local.Output;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Commands;

/// <summary><c>party contract</c>: whether files meet the contract of their source, and a contract made from a file.</summary>
internal static class ContractCommand
{
    /// <summary>Refused lines shown of each kind.</summary>
    private const int RefusedShown = 5;

    private static readonly Option<string> Bundle = new("--bundle", "-b") { Description = "Bundle that holds the contract.", HelpName = "FILE", Required = true };

    private static readonly Argument<string> Input = new Argument<string>("INPUT") { Description = "A file: CSV, JSON Lines, Senzing JSON, FollowTheMoney entities or Debezium events." }.RefusingOptions();

    private static readonly Option<string?> Out = new("--out", "-o") { Description = "Write the contract to a file.", HelpName = "FILE" };

    private static readonly Argument<string[]> Contracts = new Argument<string[]>("CONTRACT")
    {
        Description = "Files with a contract each, as propose writes them.", Arity = ArgumentArity.OneOrMore,
    }.RefusingOptions();

    private static readonly Option<string?> Base = new("--bundle", "-b") { Description = "Bundle to add to; without it that of --db, or the one shipped.", HelpName = "FILE" };

    private static readonly Option<string?> Store = new("--db") { Description = "Add to the bundle that is active in this store, which is left as it is.", HelpName = "STORE" };

    private static readonly Option<string> Into = new("--out", "-o") { Description = "Bundle to write.", HelpName = "FILE", Required = true };

    /// <summary>Makes the command.</summary>
    public static Command Create() => new("contract", "Check files against the contracts of their sources, or make a contract from a file.")
    {
        new Command("check", "Read files as their sources' contracts say, and tell what differs. Stores nothing; exits with 3 where a line is refused.")
        {
            SharedOptions.Inputs, Bundle, SharedOptions.Source,
        }.Does(CheckAsync),
        new Command("propose", "Make a contract from what a file holds: adapter, mapping and schema, to be looked over and put into a bundle.") { Input, SharedOptions.Source, Out }.Does(ProposeAsync),
        new Command("add", "Write a bundle with contracts added, each in the place of the one that its source had.") { Contracts, Base, Store, Into }.Does(AddAsync),
    };

    private static async Task<int> CheckAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        Bundle bundle = await BundleChoice.ForAsync(arguments.GetRequiredValue(Bundle), cancellationToken);
        using NamedInputs inputs = await InputAccess.ExpandAsync(arguments.GetRequiredValue(SharedOptions.Inputs), cancellationToken);
        var options = new InputOptions { Source = arguments.GetValue(SharedOptions.Source), Contracts = SourceContracts.Of(bundle), KeepPayload = false };
        var checks = new List<Check>();
        foreach (InputFile file in inputs.Files)
        {
            checks.Add(await CheckAsync(file, options, bundle.Name, cancellationToken));
        }

        console.Document(json =>
        {
            json.WriteStartArray();
            checks.ForEach(check => Write(json, check));
            json.WriteEndArray();
        });
        checks.ForEach(check => Show(console, check));
        return checks.Exists(check => check.Refused.Count > 0) ? ExitCode.Input : ExitCode.Done;
    }

    private static async Task<Check> CheckAsync(InputFile file, InputOptions options, string bundle, CancellationToken cancellationToken)
    {
        using RecordReader reader = InputAccess.Open(file, options, cancellationToken);
        if (reader.Report is null)
        {
            string known = string.Join(", ", options.Contracts.All.Select(contract => contract.Source));
            throw new CommandException(
                ExitCode.Input, $"{file.Name}: the bundle {bundle} has no contract for source {reader.Mapping.Source}; it has {(known.Length > 0 ? known : "none")}. Name the source by --source.");
        }

        long taken = 0;
        long deleted = 0;
        var refused = new List<DeadLetter>();
        await foreach (RecordBatch batch in reader.ReadAsync(0, cancellationToken))
        {
            taken += batch.Taken;
            deleted += batch.Deletes.Count;
            refused.AddRange(batch.DeadLetters.Select(letter => letter with { Raw = "" }));
        }

        return new Check(file.Name, reader.Mapping, reader.Report!, taken, deleted, refused);
    }

    private static void Write(Utf8JsonWriter json, Check check)
    {
        json.WriteStartObject();
        InputReport.Write(json, check.Input, check.InUse);
        json.WriteBoolean("is_met", check.Refused.Count == 0);
        json.WriteNumber("taken", check.Taken);
        json.WriteNumber("deleted", check.Deleted);
        json.WriteStartArray("refused_by_kind");
        foreach (IGrouping<DeadLetterKind, DeadLetter> kind in check.Refused.GroupBy(letter => letter.Kind).OrderBy(kind => kind.Key))
        {
            json.WriteStartObject();
            json.WriteString("kind", ExportKinds.KindName(kind.Key));
            json.WriteNumber("count", kind.Count());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        InputReport.WriteRefused(json, [.. check.Refused.Take(RefusedShown)]);
        InputReport.WriteContract(json, check.Report);
        json.WriteEndObject();
    }

    private static void Show(HubConsole console, Check check)
    {
        string deleted = check.Deleted > 0 ? $", {Figures.Count(check.Deleted)} of them deletions" : "";
        string refused = check.Refused.Count == 0 ? "" : $", {Figures.Of(check.Refused.Count, "line")} refused";
        console.Line($"{check.Input}: {(check.Refused.Count == 0 ? "meets" : "does not meet")} the contract of {check.Report.Source} ({check.InUse.Adapter}): "
            + $"{Figures.Of(check.Taken, "record")}{deleted}{refused}.");
        InputReport.NoteContract(console, check.Input, check.Report);
        InputReport.NoteRefused(console, check.Refused, "");
    }

    private static async Task<int> ProposeAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        using NamedInputs inputs = await InputAccess.ExpandAsync([arguments.GetRequiredValue(Input)], cancellationToken);
        if (inputs.Files is not [var file])
        {
            throw new CommandException(ExitCode.Usage, string.Create(CultureInfo.InvariantCulture, $"a contract is made from one file, and there are {inputs.Files.Count}."));
        }

        ContractProposal proposal = ContractProposal.Of(file, InputAccess.OpenStream(file, cancellationToken), arguments.GetValue(SharedOptions.Source));
        string text = proposal.ToJson();
        if (arguments.GetValue(Out) is { } path)
        {
            await OutputFile.WriteAsync(path, console, stream => stream.WriteAsync(Encoding.UTF8.GetBytes(text + "\n"), cancellationToken).AsTask());
            console.Line($"{path}: contract written; put it into the contracts of a bundle.");
        }
        else
        {
            console.Line(text);
        }

        console.Document(json => json.WriteRawValue(text));
        foreach (string note in proposal.Mapping.Notes)
        {
            console.Note($"{file.Name}: {note}");
        }

        return ExitCode.Done;
    }

    private static async Task<int> AddAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        JsonObject bundle = JsonNode.Parse(BundleFile.ToJson(await BaseAsync(arguments, cancellationToken)))!.AsObject();
        var contracts = new JsonArray();
        foreach (JsonNode? kept in bundle["contracts"]?.AsArray() ?? [])
        {
            contracts.Add(kept!.DeepClone());
        }

        foreach (string path in arguments.GetRequiredValue(Contracts))
        {
            JsonNode contract = await ReadAsync(path, cancellationToken);
            if (contracts.FirstOrDefault(kept => JsonNode.DeepEquals(kept!["source"], contract["source"])) is { } replaced)
            {
                contracts.Remove(replaced);
            }

            contracts.Add(contract);
        }

        bundle["contracts"] = contracts;
        string into = arguments.GetRequiredValue(Into);
        string json = BundleFile.ToJson(BundleFile.Parse(bundle.ToJsonString(), into, ContractsInForce.Vocabulary));
        await OutputFile.WriteAsync(into, console, stream => stream.WriteAsync(Encoding.UTF8.GetBytes(json), cancellationToken).AsTask());
        console.Document(document =>
        {
            document.WriteStartObject();
            document.WriteString("bundle", into);
            document.WriteString("sha256", BundleFile.Sha256Of(json));
            document.WriteEndObject();
        });
        console.Line($"{into}: bundle with {Figures.Of(contracts.Count, "contract")} written; use it with --bundle, or party bundle activate.");
        return ExitCode.Done;
    }

    private static async Task<Bundle> BaseAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(Base) is not null || arguments.GetValue(Store) is not { } store)
        {
            return await BundleChoice.ForAsync(arguments.GetValue(Base), cancellationToken);
        }

        await using IPartyStore read = await StoreAccess.OpenToReadAsync(store, cancellationToken);
        return await BundleChoice.FindActiveAsync(read, cancellationToken) ?? throw new CommandException(ExitCode.NotFound, $"{store}: no bundle is active in it.");
    }

    private static async Task<JsonNode> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return JsonNode.Parse(await File.ReadAllTextAsync(path, cancellationToken)) is JsonObject contract ? contract
                : throw new CommandException(ExitCode.Input, $"{path}: a JSON object with source, adapter, mapping and schema is expected.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CommandException(ExitCode.Input, $"{path}: the contract cannot be read: {(error is JsonException ? "it is not valid JSON" : error.Message)}.", error);
        }
    }

    /// <summary>What a check of one input found.</summary>
    private sealed record Check(string Input, MappingInUse InUse, SourceReport Report, long Taken, long Deleted, List<DeadLetter> Refused);
}
