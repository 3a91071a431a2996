using PartyOrleans.Model;

namespace PartyOrleans.Api.Hub;

/// <summary>A submission without what a hub does not take of it.</summary>
/// <param name="Submission">What is left.</param>
/// <param name="Left">Records that were taken out.</param>
public readonly record struct SiftedSubmission(Submission Submission, int Left);

/// <summary>Takes out of submissions what a hub does not take: records older than those it holds, and records that were erased.</summary>
public static class SubmissionSieve
{
    /// <summary>Passes over what is older than the versions held, and forgets versions that are held already.</summary>
    /// <param name="submission">A submission.</param>
    /// <param name="held">The versions held, by record.</param>
    public static SiftedSubmission Sift(Submission submission, IReadOnlyDictionary<RecordKey, string> held)
    {
        var outdated = new HashSet<RecordKey>();
        var known = new HashSet<RecordKey>();
        foreach (SourceVersion version in submission.Versions)
        {
            if (!held.TryGetValue(version.Key, out string? holds))
            {
                continue;
            }

            switch (string.CompareOrdinal(version.Version, holds))
            {
                case < 0:
                    outdated.Add(version.Key);
                    break;
                case 0:
                    known.Add(version.Key);
                    break;
            }
        }

        Submission left = outdated.Count > 0 ? Without(submission, outdated) : submission;
        return new SiftedSubmission(
            known.Count > 0 ? left with { Versions = [.. left.Versions.Where(version => !known.Contains(version.Key))] } : left, outdated.Count);
    }

    /// <summary>Makes dead letters of records that were erased.</summary>
    /// <param name="submission">A submission.</param>
    /// <param name="erased">Those of its records that were erased.</param>
    public static SiftedSubmission RefuseErased(Submission submission, IReadOnlyCollection<RecordKey> erased)
    {
        HashSet<RecordKey> keys = [.. erased];
        string input = submission.Checkpoint?.Input ?? (submission.Positions.Count > 0 ? submission.Positions[0].Stream : "");
        return new SiftedSubmission(
            Without(submission, keys) with { DeadLetters = [.. submission.DeadLetters, .. erased.Select(key => ErasedLetters.Of(key, input))] }, keys.Count);
    }

    private static Submission Without(Submission submission, HashSet<RecordKey> keys) => submission with
    {
        Batch = submission.Batch with
        {
            Upserts = [.. submission.Batch.Upserts.Where(record => !keys.Contains(record.Key))],
            Deletes = [.. submission.Batch.Deletes.Where(key => !keys.Contains(key))],
        },
        Versions = [.. submission.Versions.Where(version => !keys.Contains(version.Key))],
    };
}
