using PartyOrleans.Model;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.Sqlite;

/// <content>How far sources have come, and what of them was refused.</content>
internal sealed partial class SqliteChangeWriter
{
    private void WriteLoad()
    {
        SqliteStatement insert = _session.Statement("InsertDeadLetter");
        foreach (DeadLetter letter in _change.DeadLetters)
        {
            insert.Bind(1, _last.DeadLetter + 1);
            insert.BindBlob(2, _keys.Blind(ChangeFingerprint.Of(letter)));
            insert.Bind(3, letter.Source);
            insert.Bind(4, letter.Input);
            insert.Bind(5, letter.Line);
            insert.Bind(6, (long)letter.Kind);
            insert.Bind(7, letter.Reason);
            insert.BindBlob(8, StewardRow.Seal(letter, _keys));
            insert.Bind(9, _last.Commit);
            insert.Bind(10, letter.Attempts);
            Bind(insert, 11, DeadLetterDetail.Of(letter).Seal(letter.Source, _keys));
            _last.DeadLetter += insert.Execute();
        }

        if (_change.Checkpoint is { } checkpoint)
        {
            SqliteStatement put = _session.Statement("PutCheckpoint");
            put.Bind(1, checkpoint.Input);
            put.Bind(2, checkpoint.Fingerprint);
            put.Bind(3, checkpoint.RecordsDone);
            put.Bind(4, checkpoint.Accepted);
            put.Bind(5, checkpoint.Rejected);
            put.Bind(6, checkpoint.Complete ? 1L : 0L);
            put.Bind(7, _last.Commit);
            put.Execute();
        }
    }

    private void WriteSources()
    {
        SqliteStatement putPosition = _session.Statement("PutPosition");
        foreach (SourcePosition position in _change.Positions)
        {
            putPosition.Bind(1, position.Stream);
            putPosition.Bind(2, position.Next);
            putPosition.Bind(3, _last.Commit);
            putPosition.Execute();
        }

        SqliteStatement putVersion = _session.Statement("PutVersion");
        foreach (SourceVersion version in _change.Versions)
        {
            putVersion.BindBlob(1, _keys.SuppressionDigest(version.Key));
            putVersion.Bind(2, version.Version);
            putVersion.Execute();
        }

        // What was erased says nothing any more, not even how new it was; what is lifted begins anew.
        SqliteStatement deleteVersion = _session.Statement("DeleteVersion");
        foreach (RecordKey key in _change.Erased.Concat(_change.Lifted))
        {
            deleteVersion.BindBlob(1, _keys.SuppressionDigest(key));
            deleteVersion.Execute();
        }
    }

    private void UpdateDeadLetters(DateTimeOffset at)
    {
        if (_change.DeadLetterUpdates.Count == 0)
        {
            return;
        }

        SqliteStatement find = _session.Statement("FindDeadLetterRow");
        SqliteStatement update = _session.Statement("UpdateDeadLetter");
        foreach (DeadLetterUpdate change in _change.DeadLetterUpdates)
        {
            find.Bind(1, change.Number);
            if (!find.Step())
            {
                continue;
            }

            (string source, long kind, string reason) = (find.Text(0), find.Long(1), find.Text(2));
            byte[]? detail = find.IsNull(3) ? null : find.Bytes(3).ToArray();
            find.Reset();
            update.Bind(1, change.Number);
            update.Bind(2, change.Kind is { } changed ? (long)changed : kind);
            update.Bind(3, change.Reason ?? reason);
            Bind(update, 4, DeadLetterDetail.Open(source, detail, _keys).With(change.Text).Seal(source, _keys));
            update.Bind(5, (long)change.State);
            update.Bind(6, change.Attempts);
            update.Bind(7, at.UtcTicks);
            update.Execute();
        }

        SqliteStatement forget = _session.Statement("DeleteSettledDeadLetters");
        forget.Bind(1, (at - DeadLetter.SettledLifetime).UtcTicks);
        forget.Execute();
    }

    private void WriteReviews()
    {
        SqliteStatement close = _session.Statement("DeleteReview");
        foreach (RecordPair pair in _change.ReviewsClosed)
        {
            Bind(close, 1, pair);
            if (close.Step())
            {
                var was = new ReviewTask(pair, close.Double(0), close.Double(1));
                close.Reset();
                WriteReviewEvent(ReviewEventKind.Closed, was);
            }
        }

        SqliteStatement put = _session.Statement("PutReview");
        SqliteStatement update = _session.Statement("UpdateReview");
        foreach (ReviewTask review in _change.ReviewsOpened)
        {
            BindReview(put, review);
            if (put.Execute() > 0)
            {
                WriteReviewEvent(ReviewEventKind.Opened, review);
                continue;
            }

            BindReview(update, review);
            if (update.Execute() > 0)
            {
                WriteReviewEvent(ReviewEventKind.Changed, review);
            }
        }

        void BindReview(SqliteStatement statement, ReviewTask review)
        {
            Bind(statement, 1, review.Pair);
            statement.Bind(5, review.WeightBits);
            statement.Bind(6, review.Probability);
        }
    }

    private void WriteReviewEvent(ReviewEventKind kind, ReviewTask task)
    {
        SqliteStatement insert = _session.Statement("InsertReviewEvent");
        insert.Bind(1, ++_last.Review);
        insert.Bind(2, _last.Commit);
        insert.Bind(3, (long)kind);
        Bind(insert, 4, task.Pair);
        insert.Bind(8, task.WeightBits);
        insert.Bind(9, task.Probability);
        insert.Execute();
    }

    private static void Bind(SqliteStatement statement, int parameter, byte[]? bytes)
    {
        if (bytes is null)
        {
            statement.BindNull(parameter);
        }
        else
        {
            statement.BindBlob(parameter, bytes);
        }
    }
}
