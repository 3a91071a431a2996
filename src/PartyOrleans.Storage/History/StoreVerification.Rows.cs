using System.Text;
using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.History;

/// <content>The rows, each against its commitment, gathered into the digests of the commits that wrote them.</content>
internal sealed partial class StoreVerification
{
    private void ReadRecords(long start)
    {
        IStoredRows current = source.Read("VerifyRecords");
        while (current.Step())
        {
            AddRecord(current, "record", 0, 0, 1, 3, 4, start);
            if (current.Long(7) > start)
            {
                DigestOf(current.Long(7)).AddPlace(current.Long(0), current.Long(6));
            }
        }

        IStoredRows past = source.Read("VerifyPast");
        while (past.Step())
        {
            AddRecord(past, "past record", past.Long(0), 1, 2, 4, 6, start);
            if (past.Long(5) > start)
            {
                DigestOf(past.Long(5)).AddPast(past.Long(1), past.Long(4));
            }
        }
    }

    private void AddRecord(IStoredRows row, string what, long pastId, int record, int source, int since, int body, long start)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long id = row.Long(record);
        ReadOnlySpan<byte> bytes = row.Bytes(body);
        try
        {
            ReadOnlySpan<byte> commitment = Committed(SealedKind.Record, pastId, bytes, $"{what} {id}");
            if (!RowSeal.IsShredded(bytes))
            {
                byte[] owner = RowOwner.Of(new RecordKey(symbols.NameOf((int)row.Long(source)), row.Text(source + 1)));
                byte[] text = RowSeal.Open(bytes, SealedKind.Record, owner, keys)!;
                byte[] raw = row.IsNull(body + 1) ? [] : RowSeal.Open(row.Bytes(body + 1), SealedKind.Payload, owner, keys) ?? [];
                string payload = Encoding.UTF8.GetString(raw);
                if ((!row.IsNull(body + 1) && !RowSeal.IsTrue(row.Bytes(body + 1), raw, SealedKind.Payload, owner, keys))
                    || !RowSeal.IsTrue(bytes, text, SealedKind.Record, owner, keys)
                    || !RecordContent.Hash(text.AsSpan(RecordRow.HashBytes), payload).AsSpan().SequenceEqual(text.AsSpan(0, RecordRow.HashBytes)))
                {
                    Break($"{what} {id} does not say what was committed");
                }
                else
                {
                    _records++;
                }
            }

            if (row.Long(since) > start)
            {
                DigestOf(row.Long(since)).AddRecord(id, commitment);
            }
        }
        catch (Exception altered) when (altered is StoreException or InvalidDataException)
        {
            Break($"{what} {id} was altered");
        }
    }

    private void ReadEnds(long start)
    {
        IStoredRows moves = source.Read("VerifyMoves");
        while (moves.Step())
        {
            if (moves.Long(3) > start)
            {
                DigestOf(moves.Long(3)).AddMove(moves.Long(0), moves.Long(1), moves.Long(2));
            }

            if (moves.Long(2) > start)
            {
                DigestOf(moves.Long(2)).AddPlace(moves.Long(0), moves.Long(1));
            }
        }
    }

    private void ReadGolden(long start)
    {
        IStoredRows read = source.Read("VerifyGolden");
        while (read.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            long id = read.Long(0);
            ReadOnlySpan<byte> row = read.Bytes(4);
            try
            {
                ReadOnlySpan<byte> commitment = Committed(SealedKind.Golden, id, row, $"golden version {id}");
                byte[] owner = Encoding.UTF8.GetBytes(read.Text(5));
                if (RowSeal.Open(row, SealedKind.Golden, owner, keys) is { } text)
                {
                    Count(RowSeal.IsTrue(row, text, SealedKind.Golden, owner, keys), ref _golden, $"golden version {id}");
                }

                if (read.Long(3) > start)
                {
                    DigestOf(read.Long(3)).AddGolden(id, read.Long(1), read.Long(2), commitment);
                }
            }
            catch (StoreException)
            {
                Break($"golden version {id} was altered");
            }

            Newest newest = _newest.GetValueOrDefault(read.Long(1));
            _newest[read.Long(1)] = newest with { Golden = id, GoldenCommit = read.Long(3) };
        }
    }

    private void ReadEvents(long start)
    {
        IStoredRows read = source.Read("VerifyEvents");
        while (read.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            long id = read.Long(0);
            ReadOnlySpan<byte> row = read.Bytes(6);
            try
            {
                ReadOnlySpan<byte> commitment = EventRow.GoldenOf(row) != 0 ? row : Committed(SealedKind.Event, id, row, $"event {id}");
                byte[] owner = Encoding.UTF8.GetBytes(read.Text(7));
                if (EventRow.GoldenOf(row) != 0)
                {
                    _events++;
                }
                else if (RowSeal.Open(row, SealedKind.Event, owner, keys) is { } text)
                {
                    Count(RowSeal.IsTrue(row, text, SealedKind.Event, owner, keys), ref _events, $"event {id}");
                }

                if (read.Long(3) > start)
                {
                    DigestOf(read.Long(3)).AddEvent(id, read.Long(1), read.Long(2), read.Long(4), read.Long(5), commitment);
                }
            }
            catch (StoreException)
            {
                Break($"event {id} was altered");
            }

            Newest newest = _newest.GetValueOrDefault(read.Long(1)) with { Event = id };
            _newest[read.Long(1)] = read.Long(4) == (long)PartyEventKind.Retired
                ? newest with { RetiredCommit = read.Long(3), Successor = read.Long(5) }
                : newest;
        }
    }

    private void ReadJudgements(long start)
    {
        IStoredRows read = source.Read("VerifyJudgements");
        while (read.Step())
        {
            long id = read.Long(0);
            ReadOnlySpan<byte> row = read.Bytes(9);
            try
            {
                ReadOnlySpan<byte> commitment = Committed(SealedKind.Judgement, id, row, $"judgement {id}");
                if (!RowSeal.IsShredded(row))
                {
                    var pair = new RecordPair(
                        new RecordKey(symbols.NameOf((int)read.Long(1)), read.Text(2)), new RecordKey(symbols.NameOf((int)read.Long(3)), read.Text(4)));
                    Judgement judgement = StewardRow.Open(pair, row, keys)!;
                    byte[] text = RowSeal.Open(row, SealedKind.Judgement, StewardRow.OwnerOf(pair), keys)!;
                    Count(
                        RowSeal.IsTrue(row, text, SealedKind.Judgement, StewardRow.OwnerOf(pair), keys)
                            && (long)judgement.Kind == read.Long(5) && judgement.At.UtcTicks == read.Long(6),
                        ref _judgements, $"judgement {id}");
                }

                if (read.Long(7) > start)
                {
                    DigestOf(read.Long(7)).AddJudgement(id, commitment);
                }
            }
            catch (Exception altered) when (altered is StoreException or InvalidDataException or ArgumentException)
            {
                Break($"judgement {id} was altered");
            }

            if (read.Long(8) > start)
            {
                DigestOf(read.Long(8)).AddJudgementEnd(id);
            }
        }
    }

    /// <summary>A party's row leads to its newest golden version and event, and says that it ended where its events do.</summary>
    private void CheckParties()
    {
        IStoredRows read = source.Read("VerifyParties");
        while (read.Step())
        {
            Newest newest = _newest.GetValueOrDefault(read.Long(0));
            bool retired = newest.RetiredCommit > newest.GoldenCommit;
            var state = (PartyState)read.Long(3);
            if (newest.Golden != read.Long(1) || newest.Event != read.Long(2) || (state == PartyState.Retired) != retired
                || (state == PartyState.Current) != (!retired && newest.Golden != 0) || (retired && newest.Successor != read.Long(4)))
            {
                Break($"party row {read.Long(0)} is not what the party's golden versions and events say");
            }
        }
    }

    /// <summary>The commitment that the row's commit chained; the one of now where no erasure touched it.</summary>
    private ReadOnlySpan<byte> Committed(SealedKind kind, long id, ReadOnlySpan<byte> row, string what)
    {
        ReadOnlySpan<byte> now = RowSeal.CommitmentOf(row);
        if (id == 0 || !_erased.TryGetValue(((long)kind, id), out (byte[] First, byte[] Last) erased))
        {
            if (RowSeal.IsShredded(row))
            {
                Break($"{what} was shredded, and no erasure says so");
            }

            return now;
        }

        if (!now.SequenceEqual(erased.Last))
        {
            Break($"{what} is not what its erasure left");
        }

        return erased.First;
    }

    private void Count(bool isTrue, ref long rows, string what)
    {
        if (isTrue)
        {
            rows++;
        }
        else
        {
            Break($"{what} does not say what was committed");
        }
    }
}
