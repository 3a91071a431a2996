using Npgsql;
using PartyOrleans.Storage.History;

namespace PartyOrleans.Storage.PostgreSql;

/// <summary>The greatest numbers in use of rows about the past, and the head of the chain; empty before its start.</summary>
internal readonly record struct HistoryIds(long Past, long Move, long Link, byte[] Head);

/// <summary>Appends to the chain: the head is known to the owner, who alone appends.</summary>
internal static class PostgreSqlChain
{
    /// <summary>Adds a link to statements that are to run in one transaction.</summary>
    /// <returns>The numbers and the head once they are committed.</returns>
    public static HistoryIds Append(NpgsqlBatch batch, HistoryIds before, ChainKind kind, long subject, DateTimeOffset at, byte[] digest)
    {
        byte[] head = CommitDigest.Link(before.Head, kind, subject, at.UtcTicks, digest);
        long link = before.Link + 1;
        batch.Add(
            "InsertLink",
            Parameter.Of(link),
            Parameter.Of((short)kind),
            Parameter.Of(subject),
            Parameter.Of(at.UtcTicks),
            Parameter.Of(digest),
            Parameter.Of(head));
        return before with { Link = link, Head = head };
    }
}
