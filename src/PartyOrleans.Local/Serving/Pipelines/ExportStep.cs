using PartyOrleans.Api.Privacy;
using PartyOrleans.Api.Security;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Export;
using PartyOrleans.Local.GoldenZones;
using PartyOrleans.Local.Output;
using PartyOrleans.Local.Serving.Connections;
using PartyOrleans.Pipelines.Running;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Serving.Pipelines;

/// <summary>Writes what the store holds to a file, which is there whole or not at all.</summary>
internal sealed class ExportStep(IPartyStore store, MaskingPolicy masking, string kind) : IPipelineStep
{
    /// <summary>Where to.</summary>
    public required string File { get; init; }

    /// <summary>How it is written; clusters are CSV always.</summary>
    public ExportFormat Format { get; init; }

    /// <summary>Whether personal values are written as they are; default false, which masks them as the bundle says.</summary>
    public bool IsClear { get; init; }

    /// <summary>Reads the step.</summary>
    public static MakeStep Read(ConnectionNode node)
    {
        string kind = node.Text("what");
        if (string.Equals(kind, GoldenZoneStep.What, StringComparison.Ordinal))
        {
            return GoldenZoneStep.Read(node);
        }

        if (!StoreExport.Kinds.Contains(kind, StringComparer.Ordinal))
        {
            throw node.Wrong("what", $"one of {string.Join(", ", StoreExport.Kinds.Append(GoldenZoneStep.What).Select(each => $"\"{each}\""))}");
        }

        string file = node.Text("file");
        bool isLines = file.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase);
        if (isLines && string.Equals(kind, StoreExport.Clusters, StringComparison.Ordinal))
        {
            throw node.Wrong("file", "a name that does not end in .jsonl, since clusters are written as CSV only");
        }

        bool isClear = node.Choice("values", fallback: false, ("masked", false), ("clear", true));
        return parts => new ExportStep(parts.Store, parts.Masking, kind) { File = file, Format = isLines ? ExportFormat.JsonLines : ExportFormat.Csv, IsClear = isClear };
    }

    /// <inheritdoc />
    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        IValueMask mask = IsClear ? NoMask.Instance : new Disclosure(new ValueMask(masking.Policy, ScopeSet.Of([Scopes.Read])));
        long written = 0;
        if (Path.GetDirectoryName(Path.GetFullPath(File)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        await OutputFile.WriteAsync(File, async stream => written = await StoreExport.WriteAsync(store, kind, (Format, mask), stream, cancellationToken));
        return StepResult.Of((kind.Replace('-', '_'), written), ("bytes", new FileInfo(File).Length));
    }
}
