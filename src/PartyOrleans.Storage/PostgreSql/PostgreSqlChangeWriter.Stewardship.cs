using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.PostgreSql;

internal sealed partial class PostgreSqlChangeWriter
{
    private async Task WriteStewardshipAsync(CancellationToken cancellationToken)
    {
        await WriteReviewsAsync(cancellationToken);
        await WriteJudgementsAsync(cancellationToken);
    }

    private async Task WriteJudgementsAsync(CancellationToken cancellationToken)
    {
        var ended = new List<long>();
        foreach (RecordPair pair in _change.Revoked)
        {
            End(ChangeFingerprint.Of(pair));
        }

        foreach (Judgement judgement in _change.Judged)
        {
            byte[] pair = ChangeFingerprint.Of(judgement.Pair);
            if (_inForce.TryGetValue(Digest(pair), out (long Id, byte[] Row) now)
                && StewardRow.Open(judgement.Pair, now.Row, _keys) == judgement with { At = judgement.At.ToUniversalTime() })
            {
                continue;
            }

            End(pair);
            byte[] row = StewardRow.Seal(judgement, _keys);
            Put(_tables.Judgements.Put(++_last.Judgement).Put(pair), judgement.Pair)
                .Put((long)judgement.Kind).Put("").Put(row).Put(judgement.At.UtcTicks).Put(_last.Commit);
            _digest.AddJudgement(_last.Judgement, RowSeal.CommitmentOf(row));
        }

        if (ended.Count > 0)
        {
            _stream.Batch.Add("EndJudgement", Parameter.Of(ended.ToArray()), Parameter.Of(_last.Commit));
        }

        await _stream.EndAsync(_tables.Judgements, copy: null, "InsertJudgement", cancellationToken);

        void End(byte[] pair)
        {
            if (_inForce.Remove(Digest(pair), out (long Id, byte[] Row) now))
            {
                ended.Add(now.Id);
                _digest.AddJudgementEnd(now.Id);
            }
        }
    }

    private void WriteAnswers(DateTimeOffset at)
    {
        if (_change.Answers.Count > 0)
        {
            _stream.Batch.Add("DeleteOldAnswers", Parameter.Of((at - KeptAnswer.Lifetime).UtcTicks));
            _stream.Batch.Add(
                "PutAnswers",
                Parameter.Of(_change.Answers.Select(answer => answer.Key).ToArray()),
                Parameter.Of(_change.Answers.Select(answer => answer.Request).ToArray()),
                Parameter.Of(_change.Answers.Select(answer => answer.Answer).ToArray()),
                Parameter.Of(_last.Commit),
                Parameter.Of(at.UtcTicks));
        }
    }

    private TableRows Put(TableRows rows, RecordPair pair) =>
        rows.Put(CodeOf(pair.Left.Source)).Put(pair.Left.RecordId).Put(CodeOf(pair.Right.Source)).Put(pair.Right.RecordId);
}
