using System.Text;
using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.Sqlite;

/// <summary>
/// Seals the rows of a store that was written before rows were sealed; once, in the transaction that brings its keys. Its commits come
/// before the start of the chain, which proves what follows.
/// </summary>
internal static class SealUpgrade
{
    /// <summary>Seals every plain row.</summary>
    public static void Run(SqliteSession session, StoreKeys keys, SymbolTable.Snapshot symbols)
    {
        SqliteStatement put = session.Statement("PutBlind");
        Each(session, "UpgradeRecords", "UpgradeRecord", row =>
        {
            foreach (long place in BlindIndex.PlacesOf(row.Bytes(1)[RecordRow.HashBytes..], keys))
            {
                put.Bind(1, place);
                put.Bind(2, row.Long(0));
                put.Execute();
            }

            return RowSeal.Seal(row.Bytes(1), SealedKind.Record, RowOwner.Of(KeyAt(row, 2, symbols)), keys);
        });
        Each(session, "UpgradePayloads", "UpgradePayload", row =>
            RowSeal.Seal(row.Bytes(1), SealedKind.Payload, RowOwner.Of(KeyAt(row, 2, symbols)), keys));
        Each(session, "UpgradeGoldens", "UpgradeGolden", row =>
            RowSeal.Seal(row.Bytes(1), SealedKind.Golden, RowOwner.Of(new PartyId(row.Text(2))), keys));
        Each(session, "UpgradeEvents", "UpgradeEvent", row =>
            RowSeal.Seal(row.Bytes(1), SealedKind.Event, RowOwner.Of(new PartyId(row.Text(2))), keys));
        Each(session, "UpgradeJudgements", "UpgradeJudgement", row => StewardRow.Seal(
            new Judgement(
                new RecordPair(KeyAt(row, 5, symbols), KeyAt(row, 7, symbols)), (JudgementKind)row.Long(3), row.Text(2), row.Text(1),
                new DateTimeOffset(row.Long(4), TimeSpan.Zero)),
            keys));
        Each(session, "UpgradeDeadLetters", "UpgradeDeadLetter", row =>
            RowSeal.Seal(row.Bytes(1), SealedKind.DeadLetter, Encoding.UTF8.GetBytes(row.Text(2)), keys));
        session.Statement("UpgradeFingerprints").Execute();
    }

    private static void Each(SqliteSession session, string readName, string updateName, Func<SqliteStatement, byte[]> seal)
    {
        SqliteStatement read = session.Statement(readName);
        SqliteStatement update = session.Statement(updateName);
        long after = -1;
        while (true)
        {
            // One row at a time: a row that is written must not be met again by the query that reads.
            read.Bind(1, after);
            if (!read.Step())
            {
                return;
            }

            after = read.Long(0);
            byte[] row = seal(read);
            read.Reset();
            update.Bind(1, after);
            update.BindBlob(2, row);
            update.Execute();
        }
    }

    private static RecordKey KeyAt(SqliteStatement row, int column, SymbolTable.Snapshot symbols) =>
        new(symbols.NameOf((int)row.Long(column)), row.Text(column + 1));
}
