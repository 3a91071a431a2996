using System.Text;
using PartyOrleans.Model;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.PostgreSql;

/// <content>How far sources have come, and what of them was refused.</content>
internal sealed partial class PostgreSqlChangeWriter
{
    private async Task WriteLoadAsync(CancellationToken cancellationToken)
    {
        foreach (DeadLetter letter in _change.DeadLetters)
        {
            byte[] digest = _keys.Blind(ChangeFingerprint.Of(letter));
            if (!_deadLetters.Add(Digest(digest)))
            {
                continue;
            }

            _tables.DeadLetters.Put(++_last.DeadLetter).Put(digest).Put(letter.Source).Put(letter.Input).Put(letter.Line)
                .Put((long)letter.Kind).Put(letter.Reason).Put(StewardRow.Seal(letter, _keys)).Put(_last.Commit)
                .Put(letter.Attempts).Put(DeadLetterDetail.Of(letter).Seal(letter.Source, _keys) ?? []);
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
                Parameter.Of(checkpoint.Complete),
                Parameter.Of(_last.Commit));
        }
    }

    private void WriteSources()
    {
        if (_change.Positions.Count > 0)
        {
            _stream.Batch.Add(
                "PutPositions",
                Parameter.Of(_change.Positions.Select(position => Encoding.UTF8.GetBytes(position.Stream)).ToArray()),
                Parameter.Of(_change.Positions.Select(position => position.Next).ToArray()),
                Parameter.Of(_last.Commit));
        }

        foreach (SourceVersion[] versions in _change.Versions.Chunk(LookUpItems))
        {
            _stream.Batch.Add(
                "PutVersions",
                Parameter.Of(versions.Select(version => _keys.SuppressionDigest(version.Key)).ToArray()),
                Parameter.Of(versions.Select(version => Encoding.UTF8.GetBytes(version.Version)).ToArray()));
        }

        // What was erased says nothing any more, not even how new it was; what is lifted begins anew.
        if (_change.Erased.Count + _change.Lifted.Count > 0)
        {
            _stream.Batch.Add("DeleteVersions", Parameter.Of(_change.Erased.Concat(_change.Lifted).Select(_keys.SuppressionDigest).ToArray()));
        }
    }

    private void UpdateDeadLetters(DateTimeOffset at)
    {
        if (_change.DeadLetterUpdates.Count == 0)
        {
            return;
        }

        (DeadLetterUpdate Update, LetterRow Row)[] found =
        [
            .. _change.DeadLetterUpdates.Where(update => _letters.ContainsKey(update.Number)).Select(update => (update, _letters[update.Number])),
        ];
        _stream.Batch.Add(
            "UpdateDeadLetters",
            Parameter.Of(found.Select(letter => letter.Update.Number).ToArray()),
            Parameter.Of(found.Select(letter => (short)(letter.Update.Kind ?? letter.Row.Kind)).ToArray()),
            Parameter.Of(found.Select(letter => letter.Update.Reason is { } reason ? Encoding.UTF8.GetBytes(reason) : letter.Row.Reason).ToArray()),
            Parameter.Of(found.Select(letter => DetailOf(letter.Update, letter.Row)).ToArray()),
            Parameter.Of(found.Select(letter => (short)letter.Update.State).ToArray()),
            Parameter.Of(found.Select(letter => letter.Update.Attempts).ToArray()),
            Parameter.Of(at.UtcTicks));
        _stream.Batch.Add("DeleteSettledDeadLetters", Parameter.Of((at - DeadLetter.SettledLifetime).UtcTicks));

        byte[] DetailOf(DeadLetterUpdate update, LetterRow row)
        {
            string source = Encoding.UTF8.GetString(row.Source);
            return DeadLetterDetail.Open(source, row.Detail, _keys).With(update.Text).Seal(source, _keys) ?? [];
        }
    }

    private async Task WriteReviewsAsync(CancellationToken cancellationToken)
    {
        if (_change.ReviewsClosed.Count > 0)
        {
            byte[][] pairs = [.. _change.ReviewsClosed.Select(ChangeFingerprint.Of)];
            _stream.Batch.Add("TellReviewsClosed", Parameter.Of(pairs), Parameter.Of(_last.Review), Parameter.Of(_last.Commit));
            _last.Review += pairs.Length;
            _stream.Batch.Add("DeleteReview", Parameter.Of(pairs));
        }

        foreach (ReviewTask review in _change.ReviewsOpened)
        {
            Put(_tables.Reviews.Put(++_last.Review).Put(_last.Commit).Put(ChangeFingerprint.Of(review.Pair)), review.Pair)
                .Put(review.WeightBits).Put(review.Probability);
            await _stream.OfferAsync(_tables.Reviews, copy: null, "PutReview", cancellationToken);
        }

        await _stream.EndAsync(_tables.Reviews, copy: null, "PutReview", cancellationToken);
    }
}
