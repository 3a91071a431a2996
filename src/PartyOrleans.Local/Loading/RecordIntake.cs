using PartyOrleans.Connectors;
using PartyOrleans.Local.Output;
using PartyOrleans.Model;

namespace PartyOrleans.Local.Loading;

/// <summary>All records of some inputs, in memory, for commands that need no store.</summary>
internal sealed class RecordIntake
{
    private readonly Dictionary<RecordKey, int> positions = [];
    private bool severalInputs;

    /// <summary>The records, each key once, in the order of the inputs.</summary>
    public List<SourceRecord> Records { get; } = [];

    /// <summary>Inputs with what was recognised of them.</summary>
    public List<(InputFile File, MappingInUse InUse)> Inputs { get; } = [];

    /// <summary>Lines refused.</summary>
    public List<DeadLetter> DeadLetters { get; } = [];

    /// <summary>Records that repeat an earlier one of their input to the byte.</summary>
    public long Repeated { get; private set; }

    /// <summary>Records that took the place of one with the same key in an earlier input.</summary>
    public long Replaced { get; private set; }

    /// <summary>Reads inputs to their end.</summary>
    /// <exception cref="InputException">One cannot be read, or breaks off.</exception>
    public static async Task<RecordIntake> ReadAsync(
        IReadOnlyList<InputFile> files, InputOptions options, WorkProgress progress, CancellationToken cancellationToken)
    {
        var intake = new RecordIntake { severalInputs = files.Count > 1 };
        foreach (InputFile file in files)
        {
            progress.Begin($"reading {file.Name}", "records");
            using RecordReader reader = RecordReader.Open(file, options);
            intake.Inputs.Add((file, reader.Mapping));
            await foreach (RecordBatch batch in reader.ReadAsync(0, cancellationToken))
            {
                intake.Add(batch);
                progress.Advance(batch.Records.Count);
            }

            progress.End();
        }

        return intake;
    }

    private void Add(RecordBatch batch)
    {
        DeadLetters.AddRange(batch.DeadLetters);
        Repeated += batch.Repeated;
        if (!severalInputs)
        {
            Records.AddRange(batch.Records); // a reader delivers a key once
            return;
        }

        foreach (SourceRecord record in batch.Records)
        {
            if (positions.TryAdd(record.Key, Records.Count))
            {
                Records.Add(record);
            }
            else
            {
                Records[positions[record.Key]] = record;
                Replaced++;
            }
        }
    }
}
