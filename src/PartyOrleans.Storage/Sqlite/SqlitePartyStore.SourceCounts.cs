namespace PartyOrleans.Storage.Sqlite;

/// <content>What each source has.</content>
public sealed partial class SqlitePartyStore : ISourceCounts
{
    /// <inheritdoc />
    public Task<IReadOnlyList<SourceCount>> CountSourcesAsync(CancellationToken cancellationToken) => ReadAsync<IReadOnlyList<SourceCount>>(
        static session =>
        {
            var counts = new List<SourceCount>();
            SqliteStatement count = session.Statement("CountSources");
            while (count.Step())
            {
                counts.Add(new SourceCount(count.Text(0), count.Long(1), Time(count.Long(2))));
            }

            counts.Sort(static (a, b) => string.CompareOrdinal(a.Source, b.Source));
            return counts;
        },
        cancellationToken);
}
