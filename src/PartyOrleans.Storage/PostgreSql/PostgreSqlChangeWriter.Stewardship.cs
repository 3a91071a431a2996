using PartyOrleans.Model;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.PostgreSql;

internal sealed partial class PostgreSqlChangeWriter
{
    private async Task WriteStewardshipAsync(CancellationToken cancellationToken)
    {
        if (_change.ReviewsClosed.Count > 0)
        {
            _stream.Batch.Add("DeleteReview", Parameter.Of(_change.ReviewsClosed.Select(ChangeFingerprint.Of).ToArray()));
        }

        foreach (ReviewTask review in _change.ReviewsOpened)
        {
            Put(_tables.Reviews.Put(ChangeFingerprint.Of(review.Pair)), review.Pair).Put(review.WeightBits).Put(review.Probability);
            await _stream.OfferAsync(_tables.Reviews, copy: null, "PutReview", cancellationToken);
        }

        await _stream.EndAsync(_tables.Reviews, copy: null, "PutReview", cancellationToken);
        var ended = new List<byte[]>(_change.Revoked.Select(ChangeFingerprint.Of));
        var revoked = new HashSet<RecordPair>(_change.Revoked);
        foreach (Judgement judgement in _change.Judged)
        {
            byte[] pair = ChangeFingerprint.Of(judgement.Pair);
            if (!revoked.Contains(judgement.Pair)
                && _inForce.TryGetValue(Digest(pair), out Judgement? now) && (now with { Pair = judgement.Pair, At = judgement.At }) == judgement && now.At.UtcTicks == judgement.At.UtcTicks)
            {
                continue;
            }

            ended.Add(pair);
            Put(_tables.Judgements.Put(++_last.Judgement).Put(pair), judgement.Pair)
                .Put((long)judgement.Kind).Put(judgement.Author).Put(judgement.Reason).Put(judgement.At.UtcTicks).Put(_last.Commit);
        }

        if (ended.Count > 0)
        {
            _stream.Batch.Add("EndJudgement", Parameter.Of(ended.ToArray()), Parameter.Of(_last.Commit));
        }

        await _stream.EndAsync(_tables.Judgements, copy: null, "InsertJudgement", cancellationToken);
    }

    private async Task WriteLoadAsync(CancellationToken cancellationToken)
    {
        foreach (DeadLetter letter in _change.DeadLetters)
        {
            byte[] digest = ChangeFingerprint.Of(letter);
            if (!_deadLetters.Add(Digest(digest)))
            {
                continue;
            }

            _tables.DeadLetters.Put(++_last.DeadLetter).Put(digest).Put(letter.Source).Put(letter.Input).Put(letter.Line)
                .Put((long)letter.Kind).Put(letter.Reason).Put(letter.Raw).Put(_last.Commit);
            await _stream.OfferAsync(_tables.DeadLetters, copy: null, "InsertDeadLetter", cancellationToken);
        }

        await _stream.EndAsync(_tables.DeadLetters, copy: null, "InsertDeadLetter", cancellationToken);
        if (_change.Checkpoint is { } checkpoint)
        {
            _stream.Batch.Add(
                "PutCheckpoint",
                Parameter.Utf8(checkpoint.Input),
                Parameter.Of(checkpoint.Fingerprint),
                Parameter.Of(checkpoint.RecordsDone),
                Parameter.Of(checkpoint.Accepted),
                Parameter.Of(checkpoint.Rejected),
                Parameter.Of(checkpoint.Complete));
        }
    }

    private TableRows Put(TableRows rows, RecordPair pair) =>
        rows.Put(CodeOf(pair.Left.Source)).Put(pair.Left.RecordId).Put(CodeOf(pair.Right.Source)).Put(pair.Right.RecordId);
}
