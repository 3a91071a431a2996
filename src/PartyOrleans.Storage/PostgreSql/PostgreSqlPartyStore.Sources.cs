using Npgsql;
using PartyOrleans.Model;

namespace PartyOrleans.Storage.PostgreSql;

/// <content>How far sources have come.</content>
public sealed partial class PostgreSqlPartyStore
{
    private const int VersionsPerQuery = 8192;

    /// <inheritdoc />
    public IAsyncEnumerable<KeptCheckpoint> ReadCheckpointsAsync(string prefix, CancellationToken cancellationToken) => StreamAsync(
        "ReadCheckpoints",
        [Parameter.Utf8(prefix)],
        static (row, _) => new KeptCheckpoint(
            new LoadCheckpoint(row.Utf8(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetBoolean(5)), Time(row.GetInt64(6))),
        cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<SourcePosition>> ReadPositionsAsync(string prefix, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<SourcePosition>>(
            async (connection, _) =>
            {
                var positions = new List<SourcePosition>();
                await using NpgsqlCommand read = connection.Command("ReadPositions", Parameter.Utf8(prefix));
                await using NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken);
                while (await row.ReadAsync(cancellationToken))
                {
                    positions.Add(new SourcePosition(row.Utf8(0), row.GetInt64(1)));
                }

                positions.Sort(static (a, b) => string.CompareOrdinal(a.Stream, b.Stream));
                return positions;
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<SourceVersion>> FindVersionsAsync(IReadOnlyCollection<RecordKey> keys, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<SourceVersion>>(
            async (connection, context) =>
            {
                var versions = new List<SourceVersion>();
                foreach (RecordKey[] chunk in keys.Chunk(VersionsPerQuery))
                {
                    await using NpgsqlCommand find = connection.Command(
                        "FindVersions", Parameter.Of(Array.ConvertAll(chunk, context.Keys.SuppressionDigest)));
                    await using NpgsqlDataReader row = await find.ExecuteReaderAsync(cancellationToken);
                    while (await row.ReadAsync(cancellationToken))
                    {
                        versions.Add(new SourceVersion(chunk[row.GetInt64(0) - 1], row.Utf8(1)));
                    }
                }

                versions.Sort(static (a, b) => a.Key.CompareTo(b.Key));
                return versions;
            },
            cancellationToken);
}
