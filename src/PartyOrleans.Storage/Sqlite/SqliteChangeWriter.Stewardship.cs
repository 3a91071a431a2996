using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.Sqlite;

internal sealed partial class SqliteChangeWriter
{
    private void WriteStewardship()
    {
        WriteReviews();
        foreach (RecordPair pair in _change.Revoked)
        {
            EndJudgement(pair);
        }

        SqliteStatement insert = _session.Statement("InsertJudgement");
        foreach (Judgement judgement in _change.Judged)
        {
            if (IsInForce(judgement))
            {
                continue;
            }

            EndJudgement(judgement.Pair);
            insert.Bind(1, ++_last.Judgement);
            Bind(insert, 2, judgement.Pair);
            insert.Bind(6, (long)judgement.Kind);
            byte[] row = StewardRow.Seal(judgement, _keys);
            insert.BindBlob(7, row);
            insert.Bind(8, judgement.At.UtcTicks);
            insert.Bind(9, _last.Commit);
            insert.Execute();
            _digest.AddJudgement(_last.Judgement, RowSeal.CommitmentOf(row));
        }
    }

    private void WriteAnswers(DateTimeOffset at)
    {
        if (_change.Answers.Count == 0)
        {
            return;
        }

        SqliteStatement forget = _session.Statement("DeleteOldAnswers");
        forget.Bind(1, (at - KeptAnswer.Lifetime).UtcTicks);
        forget.Execute();
        SqliteStatement put = _session.Statement("PutAnswer");
        foreach (KeptAnswer answer in _change.Answers)
        {
            put.BindBlob(1, answer.Key);
            put.BindBlob(2, answer.Request);
            put.BindBlob(3, answer.Answer);
            put.Bind(4, _last.Commit);
            put.Bind(5, at.UtcTicks);
            put.Execute();
        }
    }

    private void EndJudgement(RecordPair pair)
    {
        SqliteStatement find = _session.Statement("FindJudgement");
        Bind(find, 1, pair);
        long id = find.Step() ? find.Long(0) : 0;
        find.Reset();
        if (id != 0)
        {
            SqliteStatement end = _session.Statement("EndJudgement");
            end.Bind(1, id);
            end.Bind(2, _last.Commit);
            end.Execute();
            _digest.AddJudgementEnd(id);
        }
    }

    private bool IsInForce(Judgement judgement)
    {
        SqliteStatement find = _session.Statement("FindJudgement");
        Bind(find, 1, judgement.Pair);
        bool same = find.Step() && StewardRow.Open(judgement.Pair, find.Bytes(1), _keys) is { } kept
            && kept == judgement with { At = judgement.At.ToUniversalTime() };
        find.Reset();
        return same;
    }

    private void Bind(SqliteStatement statement, int parameter, RecordPair pair)
    {
        statement.Bind(parameter, CodeOf(pair.Left.Source));
        statement.Bind(parameter + 1, pair.Left.RecordId);
        statement.Bind(parameter + 2, CodeOf(pair.Right.Source));
        statement.Bind(parameter + 3, pair.Right.RecordId);
    }
}
