using System.CommandLine;
using System.Text;
using System.Text.Json;
using PartyOrleans.Connectors;
using PartyOrleans.Local.Output;
using Spectre.Console;

namespace PartyOrleans.Local.Commands;

/// <summary><c>party map</c>: proposes a mapping from the columns of a file to canonical attributes, with the reasons.</summary>
internal static class MapCommand
{
    /// <summary>Confidence below which a proposal is marked for a second look.</summary>
    private const double SureEnough = 0.7;

    private static readonly Option<string?> Out = new("--out", "-o")
    {
        Description = "Write the mapping as a mapping file, to be edited and given to --mapping; needs a single input.",
        HelpName = "FILE",
    };

    /// <summary>Makes the command.</summary>
    public static Command Create() =>
        new Command("map", "Propose a mapping from headers and content; values are shown by their shape only.")
        {
            SharedOptions.Inputs,
            SharedOptions.Mapping,
            SharedOptions.Source,
            Out,
        }.Does(RunAsync);

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        using NamedInputs inputs = await InputAccess.ExpandAsync(arguments.GetRequiredValue(SharedOptions.Inputs), cancellationToken);
        IReadOnlyList<InputFile> files = inputs.Files;
        string? path = arguments.GetValue(Out);
        if (path is not null && files.Count > 1)
        {
            throw new CommandException(ExitCode.Usage, $"--out takes the mapping of one input, and there are {files.Count}.");
        }

        InputOptions options = InputAccess.OptionsOf(arguments, keepPayload: true);
        var proposals = new List<(InputFile File, MappingInUse InUse)>();
        foreach (InputFile file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using RecordReader reader = InputAccess.Open(file, options, cancellationToken);
            proposals.Add((file, reader.Mapping));
        }

        console.Document(json =>
        {
            json.WriteStartArray();
            foreach ((InputFile file, MappingInUse inUse) in proposals)
            {
                Write(json, file, inUse);
            }

            json.WriteEndArray();
        });
        foreach ((InputFile file, MappingInUse inUse) in proposals)
        {
            Show(console, file, inUse);
        }

        if (path is not null)
        {
            byte[] mapping = Encoding.UTF8.GetBytes(proposals[0].InUse.Proposal.Mapping.ToJson().TrimEnd() + "\n");
            await OutputFile.WriteAsync(path, console, stream => stream.WriteAsync(mapping, cancellationToken).AsTask());
            console.Line($"{path}: mapping written.");
        }

        return ExitCode.Done;
    }

    private static void Write(Utf8JsonWriter json, InputFile file, MappingInUse inUse)
    {
        json.WriteStartObject();
        json.WriteString("input", file.Name);
        json.WriteString("format", inUse.Format);
        json.WriteString("encoding", inUse.Encoding);
        json.WriteBoolean("gzip", inUse.Compressed);
        json.WriteString("source", inUse.Source);
        json.WriteStartArray("columns");
        foreach (ColumnProposal column in inUse.Proposal.Columns)
        {
            json.WriteStartObject();
            json.WriteString("column", column.Column);
            json.WriteString("target", column.Target);
            json.WriteNumber("group", column.Group);
            json.WriteNumber("confidence", Math.Round(column.Confidence, 3));
            json.WriteString("why", column.Why);
            json.WriteStartArray("shapes");
            foreach (string shape in column.Shapes)
            {
                json.WriteStringValue(shape);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("notes");
        foreach (string note in inUse.Proposal.Notes)
        {
            json.WriteStringValue(note);
        }

        json.WriteEndArray();
        json.WritePropertyName("mapping");
        json.WriteRawValue(inUse.Proposal.Mapping.ToJson());
        json.WriteEndObject();
    }

    private static void Show(HubConsole console, InputFile file, MappingInUse inUse)
    {
        string source = inUse.Proposal.Mapping.Source is { } column ? $"from column {column}" : inUse.Source;
        string id = inUse.Proposal.Mapping.RecordId is { } idColumn ? $"from column {idColumn}" : "the line number";
        console.Line($"{file.Name}: {inUse.Format}, {inUse.Encoding}{(inUse.Compressed ? ", gzip" : "")}; source {source}; record id {id}");
        Table table = new Table().Border(TableBorder.Simple);
        table.AddColumn("column", header => header.NoWrap());
        table.AddColumn("becomes", header => header.NoWrap());
        table.AddColumn("sure", header => header.RightAligned().NoWrap());
        table.AddColumn("because");
        table.AddColumn("values look like");
        foreach (ColumnProposal proposal in inUse.Proposal.Columns)
        {
            table.AddRow(
                new Text(proposal.Column),
                new Text(proposal.Group == 0 ? proposal.Target : $"{proposal.Target} ({proposal.Group + 1})"),
                new Text($"{proposal.Confidence:0%}", new Style(proposal.Confidence < SureEnough ? Color.Yellow : Color.Green)),
                new Text(proposal.Why),
                new Text(string.Join(", ", proposal.Shapes)));
        }

        console.Show(table);
        foreach (string note in inUse.Proposal.Notes)
        {
            console.Line($"note: {note}");
        }
    }
}
