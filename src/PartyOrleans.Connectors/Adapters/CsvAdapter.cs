using System.Globalization;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Connectors.Adapters;

/// <summary>
/// Delimited text, one row a message and no header among them: the contract's settings name the columns. Files have their header themselves. A tombstone
/// deletes the record of its key.
/// </summary>
internal sealed class CsvAdapter : IMessageAdapter
{
    /// <summary>Members of its settings.</summary>
    public static readonly IReadOnlyList<string> Settings = ["header", "delimiter", "tombstones"];

    private static readonly string[] Delimiters = [",", ";", "\t", "|"];

    private readonly CompiledContract contract;
    private readonly AdapterRun run;
    private readonly CsvDialect dialect;
    private readonly CsvChunkParser parser;
    private readonly Tombstones tombstones;

    /// <exception cref="InputException">Neither the contract nor the input names the columns, or they are not those of the mapping.</exception>
    public CsvAdapter(CompiledContract contract, AdapterRun run)
    {
        this.contract = contract;
        this.run = run;
        string[] header = contract.Settings.Texts("header") ?? run.Header?.ToArray() ?? throw new InputException(
            $"{run.Input}: the contract of source {contract.Source} names no columns. Give its settings a header, an array of column names, so that single rows can be read.");
        dialect = new CsvDialect(run.Delimiter != 0 && contract.Settings.Find("delimiter") is null ? run.Delimiter : (byte)contract.Settings.OneOf("delimiter", Delimiters)[0], (byte)'\n');
        RecordPlan plan = RecordPlan.Make(contract.Mapping!, header, run.KeepPayload, run.Input, allMustExist: true);
        var context = new ParseContext(run.Input, contract.Source, run.MaxFieldBytes, run.KeepPayload);
        CsvRowContract? rows = CsvRowContract.IsNeeded(contract) ? new CsvRowContract(contract, plan, run.Input, run.Tally) : null;
        parser = new CsvChunkParser(context, dialect, plan, new RecordObjects(plan.Columns.Length), rows);
        tombstones = new Tombstones(contract);
        Context = (new RereadingContext("csv", HasContract: true) { Header = header, Delimiter = dialect.Delimiter }).ToJson();
    }

    /// <inheritdoc />
    public string Source => contract.Source;

    /// <inheritdoc />
    public string Context { get; }

    /// <summary>Looks the settings over.</summary>
    public static void Vet(CompiledContract contract, List<BundleProblem> problems)
    {
        contract.Settings.OneOf("delimiter", Delimiters, problems);
        Tombstones.Vet(contract, problems);
        if (contract.Settings.Texts("header", problems) is not { } header)
        {
            return;
        }

        try
        {
            RecordPlan.Make(contract.Mapping!, header, keepPayload: true, "settings.header", allMustExist: true);
        }
        catch (InputException)
        {
            string[] missing = [.. ContractedObjects.ColumnsOf(contract.Mapping!).Except(header, StringComparer.Ordinal)];
            problems.Add(new BundleProblem("settings.header", $"lacks columns that the mapping names: {string.Join(", ", missing)}"));
        }
    }

    /// <inheritdoc />
    public AdaptedMessage Read(in SourceMessage message)
    {
        if (tombstones.Read(message) is { } gone)
        {
            return gone;
        }

        ReadOnlyMemory<byte> value = message.Value;
        if (MessageText.FaultOf(ref value, run.MaxMessageBytes) is { } fault)
        {
            return Refuse(DeadLetterKind.Parse, fault);
        }

        ReadOnlySpan<byte> row = value.Span.TrimEnd("\r\n"u8);
        if (new CsvQuotes(dialect).IsLeftOpen(row))
        {
            return Refuse(DeadLetterKind.Parse, "a quote that is opened and not closed before a delimiter or line end");
        }

        List<ParsedItem> items = parser.Parse(new Chunk(row.ToArray(), row.Length, message.Place, bad: null, isRented: false)).Items;
        if (items.Count != 1)
        {
            return Refuse(
                items.Count == 0 ? DeadLetterKind.Contract : DeadLetterKind.Parse,
                items.Count == 0 ? "a row without a filled cell" : string.Create(CultureInfo.InvariantCulture, $"{items.Count} rows in one message; one is expected"));
        }

        ParsedItem item = items[0];
        if (item.Dead is { } dead)
        {
            return AdaptedMessage.Refuse(new RecordKey(contract.Source, ""), dead.Kind, dead.Reason);
        }

        SourceRecord record = item.Record!;
        if (contract.Mapping!.RecordId is null)
        {
            string id = tombstones.OtherIdOf(message);
            if (id.Length == 0)
            {
                return Refuse(DeadLetterKind.Contract, "no record id");
            }

            record = new SourceRecord(new RecordKey(record.Key.Source, id), record.Values, record.Payload);
        }

        return AdaptedMessage.Upsert(record, item.Version);
    }

    private AdaptedMessage Refuse(DeadLetterKind kind, string reason) => AdaptedMessage.Refuse(new RecordKey(contract.Source, ""), kind, reason);
}
