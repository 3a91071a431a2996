using PartyOrleans.Connectors;
using PartyOrleans.Local.Output;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Local.Loading;

/// <summary>The partition of all records of some inputs, found without a store.</summary>
internal sealed record FileResolution
{
    /// <summary>Every record with its party, in no given order.</summary>
    public required IReadOnlyList<(RecordKey Record, PartyId Party)> Partition { get; init; }

    /// <summary>Number of parties.</summary>
    public required int PartyCount { get; init; }

    /// <summary>Name of the bundle that decided.</summary>
    public required string BundleName { get; init; }

    /// <summary>Inputs with what was recognised of them.</summary>
    public required IReadOnlyList<(InputFile File, MappingInUse InUse)> Inputs { get; init; }

    /// <summary>Lines refused.</summary>
    public required IReadOnlyList<DeadLetter> DeadLetters { get; init; }

    /// <summary>Records that repeat an earlier one of their input to the byte.</summary>
    public required long Repeated { get; init; }

    /// <summary>Records that took the place of one with the same key in an earlier input.</summary>
    public required long Replaced { get; init; }

    /// <summary>Reads, trains where asked to, resolves.</summary>
    /// <exception cref="InputException">An input cannot be read, or breaks off.</exception>
    public static async Task<FileResolution> RunAsync(
        IReadOnlyList<InputFile> files, InputOptions options, Bundle bundle, bool train, WorkProgress progress, CancellationToken cancellationToken)
    {
        BulkIntake intake = await BulkIntake.ReadAsync(files, options, progress, cancellationToken);
        if (train)
        {
            progress.Begin("training", "records");
            bundle = intake.Records.Train(bundle, cancellationToken);
            progress.Advance(intake.Records.Records);
        }

        progress.Begin("resolving", "records");
        IReadOnlyList<(RecordKey Record, PartyId Party)> partition = intake.Records.Resolve(bundle, cancellationToken);
        progress.Advance(partition.Count);
        progress.End();
        return new FileResolution
        {
            Partition = partition,
            PartyCount = PartiesIn(partition),
            BundleName = bundle.Name,
            Inputs = intake.Inputs,
            DeadLetters = intake.DeadLetters,
            Repeated = intake.Repeated,
            Replaced = intake.Replaced,
        };
    }

    private static int PartiesIn(IReadOnlyList<(RecordKey Record, PartyId Party)> partition)
    {
        var parties = new HashSet<ulong>(partition.Count);
        foreach ((_, PartyId party) in partition)
        {
            parties.Add(StableHash.Of(party.Value)); // 64 bits: two ids of a million share one with a chance of 3 in 100 million
        }

        return parties.Count;
    }
}
