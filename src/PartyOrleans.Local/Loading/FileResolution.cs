using PartyOrleans.Connectors;
using PartyOrleans.Local.Output;
using PartyOrleans.Matching.Features;
using PartyOrleans.Matching.Training;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution;
using PartyOrleans.Resolution.Embedded;

namespace PartyOrleans.Local.Loading;

/// <summary>The partition of all records of some inputs, found without a store.</summary>
internal sealed record FileResolution
{
    /// <summary>The records.</summary>
    public required IReadOnlyList<RecordKey> Keys { get; init; }

    /// <summary>The party of the record at the same position.</summary>
    public required IReadOnlyList<PartyId> Parties { get; init; }

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
        RecordIntake intake = await RecordIntake.ReadAsync(files, options, progress, cancellationToken);
        if (train)
        {
            progress.Begin("training", "records");
            bundle = Train(bundle, intake.Records, cancellationToken);
            progress.Advance(intake.Records.Count);
        }

        progress.Begin("resolving", "records");
        var engine = new EmbeddedEngine(bundle, Environment.ProcessorCount);
        engine.Apply(new InputBatch { Upserts = intake.Records }, cancellationToken);
        var keys = new List<RecordKey>(engine.RecordCount);
        var parties = new List<PartyId>(engine.RecordCount);
        foreach ((RecordKey key, PartyId party) in engine.Memberships)
        {
            keys.Add(key);
            parties.Add(party);
        }

        progress.Advance(keys.Count);
        progress.End();
        return new FileResolution
        {
            Keys = keys,
            Parties = parties,
            PartyCount = engine.PartyCount,
            BundleName = bundle.Name,
            Inputs = intake.Inputs,
            DeadLetters = intake.DeadLetters,
            Repeated = intake.Repeated,
            Replaced = intake.Replaced,
        };
    }

    /// <summary>A bundle trained on records, without labels.</summary>
    public static Bundle Train(Bundle prior, IReadOnlyList<SourceRecord> records, CancellationToken cancellationToken)
    {
        const int RecordsPerPart = 4096;
        var encoded = new EncodedRecords();
        int first = encoded.Reserve(records.Count);
        Parallel.For(
            0,
            (records.Count + RecordsPerPart - 1) / RecordsPerPart,
            new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount },
            () => new RecordEncoder(encoded.Vocabulary, encoded.Table),
            (part, _, encoder) =>
            {
                for (int i = part * RecordsPerPart; i < Math.Min(records.Count, (part + 1) * RecordsPerPart); i++)
                {
                    encoded.Encode(records[i], first + i, encoder);
                }

                return encoder;
            },
            static _ => { });
        return Trainer.Train(prior, encoded, Environment.ProcessorCount, cancellationToken);
    }
}
