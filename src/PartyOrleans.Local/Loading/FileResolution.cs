using PartyOrleans.Connectors;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Local.Bundles;
using PartyOrleans.Local.Output;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution;

namespace PartyOrleans.Local.Loading;

/// <summary>The partition of all records of some inputs, found without a store.</summary>
internal sealed record FileResolution
{
    /// <summary>Every record with its party, in no given order.</summary>
    public required RecordPartition Partition { get; init; }

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
    /// <param name="files">The inputs.</param>
    /// <param name="options">How they are read.</param>
    /// <param name="named">The bundle that decides, or that training starts from; null for the one shipped, made for as many records.</param>
    /// <param name="train">Whether to train first.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="InputException">An input cannot be read, or breaks off.</exception>
    public static async Task<FileResolution> RunAsync(
        IReadOnlyList<InputFile> files, InputOptions options, Bundle? named, bool train, WorkProgress progress, CancellationToken cancellationToken)
    {
        BulkIntake intake = await BulkIntake.ReadAsync(
            files, named is null ? options : options with { Contracts = SourceContracts.Of(named) }, progress, cancellationToken);
        BulkIntake.LetGo();
        Bundle bundle = named ?? BundleChoice.ShippedFor(intake.Records.Records);
        if (train)
        {
            progress.Begin("training", "records");
            bundle = intake.Records.Train(bundle, cancellationToken);
            progress.Advance(intake.Records.Records);
        }

        progress.Begin("resolving", "records");
        RecordPartition partition = intake.Records.Resolve(bundle, cancellationToken);
        progress.Advance(partition.Count);
        progress.End();
        return new FileResolution
        {
            Partition = partition,
            BundleName = bundle.Name,
            Inputs = intake.Inputs,
            DeadLetters = intake.DeadLetters,
            Repeated = intake.Repeated,
            Replaced = intake.Replaced,
        };
    }
}
