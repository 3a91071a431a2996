using PartyOrleans.Model;

namespace PartyOrleans.Api.Hub;

/// <summary>What every submission must keep to.</summary>
public static class SubmissionRules
{
    /// <summary>Requires that no record key and no pair stands in a submission twice, since the order inside it has no meaning.</summary>
    /// <exception cref="ArgumentException">One does.</exception>
    public static void RequireUnrepeated(Submission submission)
    {
        var keys = new HashSet<RecordKey>();
        foreach (RecordKey key in submission.Batch.Upserts.Select(record => record.Key).Concat(submission.Batch.Deletes))
        {
            if (!keys.Add(key))
            {
                throw new ArgumentException("A record key stands in the submission twice.", nameof(submission));
            }
        }

        var pairs = new HashSet<RecordPair>();
        foreach (RecordPair pair in submission.Batch.Judgements.Select(judgement => judgement.Pair).Concat(submission.Batch.Revocations))
        {
            if (!pairs.Add(pair))
            {
                throw new ArgumentException("A pair is judged or revoked twice in the submission.", nameof(submission));
            }
        }
    }
}
