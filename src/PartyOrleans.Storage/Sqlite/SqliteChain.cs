using PartyOrleans.Storage.History;

namespace PartyOrleans.Storage.Sqlite;

/// <summary>Appends to the chain inside an open transaction.</summary>
internal static class SqliteChain
{
    /// <summary>Appends a link.</summary>
    /// <returns>The new head.</returns>
    public static byte[] Append(SqliteSession session, ChainKind kind, long subject, DateTimeOffset at, byte[] digest)
    {
        byte[] before = Head(session);
        byte[] head = CommitDigest.Link(before, kind, subject, at.UtcTicks, digest);
        SqliteStatement insert = session.Statement("InsertLink");
        insert.Bind(1, (long)kind);
        insert.Bind(2, subject);
        insert.Bind(3, at.UtcTicks);
        insert.BindBlob(4, digest);
        insert.BindBlob(5, head);
        insert.Execute();
        return head;
    }

    /// <summary>The head of the chain; empty before its start.</summary>
    public static byte[] Head(SqliteSession session)
    {
        SqliteStatement find = session.Statement("FindHead");
        byte[] head = find.Step() ? find.Bytes(0).ToArray() : [];
        find.Reset();
        return head;
    }
}
