using PartyOrleans.Connectors;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Output;
using PartyOrleans.Model;
using PartyOrleans.Resolution;

namespace PartyOrleans.Local.Loading;

/// <summary>
/// The records of some inputs, encoded while they are read and then let go of, for commands that need no store. Where a key stands in
/// several inputs the last one holds, so they are read last first and only the first row of a key is kept.
/// </summary>
internal sealed class BulkIntake
{
    /// <summary>The encoded records.</summary>
    public BulkResolution Records { get; } = new(Environment.ProcessorCount) { LetGo = LetGo };

    /// <summary>Inputs with what was recognised of them, in their order.</summary>
    public List<(InputFile File, MappingInUse InUse)> Inputs { get; } = [];

    /// <summary>Lines refused, in the order of the inputs.</summary>
    public List<DeadLetter> DeadLetters { get; } = [];

    /// <summary>Records that repeat an earlier one of their input to the byte.</summary>
    public long Repeated { get; private set; }

    /// <summary>Records that a later input has too.</summary>
    public long Replaced { get; private set; }

    /// <summary>
    /// Has the memory of a phase free for the next one: the collector, which sizes itself by what the processors' caches hold, would ask
    /// the system for more. What lives on is few objects, so it costs hardly any time.
    /// </summary>
    public static void LetGo() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);

    /// <summary>Reads inputs to their end.</summary>
    /// <exception cref="InputException">One cannot be read, or breaks off.</exception>
    public static async Task<BulkIntake> ReadAsync(
        IReadOnlyList<InputFile> files, InputOptions options, WorkProgress progress, CancellationToken cancellationToken)
    {
        var intake = new BulkIntake();
        foreach (InputFile file in files.Reverse())
        {
            progress.Begin($"reading {file.Name}", "records");
            await intake.AddAsync(file, options, progress, cancellationToken);
            progress.End();
        }

        if (files.Count > 1)
        {
            intake.Replaced = intake.Records.DropRepeated();
        }

        return intake;
    }

    private async Task AddAsync(InputFile file, InputOptions options, WorkProgress progress, CancellationToken cancellationToken)
    {
        using RecordReader reader = InputAccess.Open(file, options, cancellationToken);
        Inputs.Insert(0, (file, reader.Mapping));
        var refused = new List<DeadLetter>();
        await foreach (RecordBatch batch in reader.EncodeAsync(Records.Intake, cancellationToken))
        {
            refused.AddRange(batch.DeadLetters);
            Repeated += batch.Repeated;
            progress.Advance(batch.Taken);
        }

        DeadLetters.InsertRange(0, refused);
    }
}
