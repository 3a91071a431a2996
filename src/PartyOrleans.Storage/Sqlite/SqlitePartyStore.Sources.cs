using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;

namespace PartyOrleans.Storage.Sqlite;

/// <content>How far sources have come.</content>
public sealed partial class SqlitePartyStore
{
    /// <inheritdoc />
    public IAsyncEnumerable<KeptCheckpoint> ReadCheckpointsAsync(string prefix, CancellationToken cancellationToken) =>
        StreamAsync(session => ReadCheckpoints(session, prefix), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<SourcePosition>> ReadPositionsAsync(string prefix, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<SourcePosition>>(
            session =>
            {
                var positions = new List<SourcePosition>();
                SqliteStatement read = session.Statement("ReadPositions");
                read.Bind(1, prefix);
                while (read.Step())
                {
                    positions.Add(new SourcePosition(read.Text(0), read.Long(1)));
                }

                positions.Sort(static (a, b) => string.CompareOrdinal(a.Stream, b.Stream));
                return positions;
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<SourceVersion>> FindVersionsAsync(IReadOnlyCollection<RecordKey> keys, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<SourceVersion>>(
            session =>
            {
                var versions = new List<SourceVersion>();
                StoreKeys secrets = KeysOf(session);
                SqliteStatement find = session.Statement("FindVersion");
                foreach (RecordKey key in keys)
                {
                    find.BindBlob(1, secrets.SuppressionDigest(key));
                    if (find.Step())
                    {
                        versions.Add(new SourceVersion(key, find.Text(0)));
                        find.Reset();
                    }
                }

                versions.Sort(static (a, b) => a.Key.CompareTo(b.Key));
                return versions;
            },
            cancellationToken);

    private static IEnumerable<KeptCheckpoint> ReadCheckpoints(SqliteSession session, string prefix)
    {
        SqliteStatement read = session.Statement("ReadCheckpoints");
        read.Bind(1, prefix);
        while (read.Step())
        {
            string input = read.Text(0);
            if (!input.StartsWith(prefix, StringComparison.Ordinal))
            {
                read.Reset();
                yield break;
            }

            yield return new KeptCheckpoint(
                new LoadCheckpoint(input, read.Text(1), read.Long(2), read.Long(3), read.Long(4), read.Long(5) != 0), Time(read.Long(6)));
        }
    }
}
