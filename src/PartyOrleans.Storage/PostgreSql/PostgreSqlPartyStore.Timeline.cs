using System.Text;
using Npgsql;
using PartyOrleans.Model;
using PartyOrleans.Storage.History;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.PostgreSql;

/// <content>
/// As-of reads: an instant is first turned into the last commit before it, and everything is then asked by that commit, in one transaction
/// that sees one state.
/// </content>
public sealed partial class PostgreSqlPartyStore : IPartyTimeline
{
    /// <inheritdoc />
    public Task<PartyAsOf?> FindPartyAsOfAsync(PartyId party, DateTimeOffset at, CancellationToken cancellationToken) => SnapshotAsync<PartyAsOf?>(
        async past =>
        {
            long commit = await past.CommitAtAsync(at);
            var chain = new List<PartyId>();
            var seen = new HashSet<PartyId>();
            PartyId? next = party;
            while (next is { } id && seen.Add(id) && await past.LinksOfAsync(id) is var (golden, happened))
            {
                (long version, long made) = await past.VersionAtAsync(golden, commit);
                (bool retired, PartyId? successor, bool known) = await past.RetiredAtAsync(happened, commit, made);
                if (version == 0 && !known)
                {
                    break;
                }

                chain.Add(id);
                if (!retired)
                {
                    return await AsOfAsync(past, chain, version, made, commit);
                }

                next = successor;
            }

            return chain.Count == 0 ? null : new PartyAsOf(chain, null, null, [], null);
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<RecordVersion?> FindRecordAsOfAsync(RecordKey key, DateTimeOffset at, CancellationToken cancellationToken) =>
        SnapshotAsync(async past => await past.VersionOfAsync(key, await past.CommitAtAsync(at)), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<RecordVersion>> ReadRecordVersionsAsync(RecordKey key, CancellationToken cancellationToken) =>
        SnapshotAsync<IReadOnlyList<RecordVersion>>(async past => await past.VersionsOfAsync(key, asOf: null), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<CellLineage>?> FindLineageAsync(PartyId party, CancellationToken cancellationToken) => SnapshotAsync<IReadOnlyList<CellLineage>?>(
        async past =>
        {
            if (await FindViewAsync(past.Connection, past.Context, party, cancellationToken) is not { Golden: { } golden } view)
            {
                return null;
            }

            (CellOrigins origins, long made) = await past.OriginsOfAsync(view.Current, golden);
            var versions = new Dictionary<RecordKey, RecordVersion?>();
            foreach (RecordKey key in golden.Records)
            {
                versions.Add(key, await past.VersionOfAsync(key, made));
            }

            var lineage = new List<CellLineage>();
            foreach (GoldenCell cell in golden.Cells)
            {
                RecordVersion? version = versions.GetValueOrDefault(cell.From);
                lineage.Add(new CellLineage(cell, (await past.CommitAsync(origins[lineage.Count]))!, version?.From, version?.ValidFrom));
            }

            return lineage;
        },
        cancellationToken);

    private static async Task<PartyAsOf> AsOfAsync(PastReader past, List<PartyId> chain, long version, long made, long commit)
    {
        if (await past.GoldenOfAsync(chain[^1], version) is not { } golden)
        {
            return new PartyAsOf(chain, null, null, [], null);
        }

        var records = new List<RecordVersion>();
        foreach (RecordKey key in golden.Records)
        {
            if (await past.VersionOfAsync(key, commit) is { } record)
            {
                records.Add(record);
            }
        }

        return new PartyAsOf(chain, golden, await past.CommitAsync(made), records, records.Max(record => record.ValidFrom));
    }

    private Task<T> SnapshotAsync<T>(Func<PastReader, Task<T>> read, CancellationToken cancellationToken) => RetryAsync(async () =>
    {
        (NpgsqlConnection connection, RowContext context) = await BeginReadAsync(snapshot: true, cancellationToken);
        await using (connection)
        {
            return await read(new PastReader(connection, context, cancellationToken));
        }
    });

    /// <summary>Reads the past on one connection.</summary>
    private sealed class PastReader(NpgsqlConnection connection, RowContext context, CancellationToken cancellationToken)
    {
        private readonly Dictionary<long, CommitInfo?> _commits = [];

        public NpgsqlConnection Connection => connection;

        public RowContext Context => context;

        public Task<long> CommitAtAsync(DateTimeOffset at) => connection.NumberAsync("FindCommitAt", cancellationToken, Parameter.Of(at.UtcTicks));

        public Task<(long Golden, long Event)?> LinksOfAsync(PartyId party) => OneAsync<(long, long)?>(
            "FindPartyLinks", row => (row.GetInt64(0), row.GetInt64(1)), Parameter.Of(party.Value));

        /// <summary>The newest version of a chain that is not younger than a commit, with the commit that made it.</summary>
        public async Task<(long Version, long Commit)> VersionAtAsync(long newest, long commit) => await OneAsync<(long, long)?>(
            "FindVersionAt", row => (row.GetInt64(0), row.GetInt64(1)), Parameter.Of(newest), Parameter.Of(commit)) ?? (0, 0);

        /// <summary>The commits of a golden record's cells, and that of its current version.</summary>
        public async Task<(CellOrigins Origins, long Made)> OriginsOfAsync(PartyId party, GoldenRecord golden)
        {
            CellOrigins? origins = null;
            long made = 0;
            for (long id = (await LinksOfAsync(party))!.Value.Golden; id != 0 && origins?.IsOpen != false;)
            {
                (long previous, long commit, byte[] body) = await OneAsync<(long, long, byte[])>(
                    "FindGoldenAt", row => (row.GetInt64(0), row.GetInt64(1), row.Bytes(2)), Parameter.Of(id));
                if (origins is null)
                {
                    (origins, made) = (new CellOrigins(golden, commit), commit);
                }
                else
                {
                    origins.Take(GoldenRow.Open(party, body, context.Symbols, context.Keys), commit);
                }

                id = previous;
            }

            return (origins!, made);
        }

        public async Task<GoldenRecord?> GoldenOfAsync(PartyId party, long version) => await OneAsync(
            "FindGoldenBody", row => row.Bytes(0), Parameter.Of(version)) is { } body
                ? GoldenRow.Open(party, body, context.Symbols, context.Keys)
                : null;

        /// <summary>Whether a party had ended at a commit, what it led to, and whether the hub had heard of it.</summary>
        public async Task<(bool Retired, PartyId? Successor, bool Known)> RetiredAtAsync(long newest, long commit, long made)
        {
            bool known = false;
            await using NpgsqlCommand read = connection.Command(
                "ReadEventsBack", Parameter.Of(newest), Parameter.Of(commit), Parameter.Of(made), Parameter.Of((short)PartyEventKind.Retired));
            await using NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                long at = row.GetInt64(0);
                known |= at <= commit;
                if (at <= commit && (PartyEventKind)row.GetInt16(1) == PartyEventKind.Retired)
                {
                    return (at > made, row.GetString(2) is { Length: > 0 } successor ? new PartyId(successor) : null, true);
                }
            }

            return (false, null, known);
        }

        public async Task<CommitInfo?> CommitAsync(long number)
        {
            if (!_commits.TryGetValue(number, out CommitInfo? commit))
            {
                commit = await OneAsync(
                    "FindCommit",
                    row => new CommitInfo(number, Time(row.GetInt64(0)), new ChangeOrigin((ChangeKind)row.GetInt16(1), row.Utf8(2), row.Utf8(3), row.Utf8(4))),
                    Parameter.Of(number));
                _commits.Add(number, commit);
            }

            return commit;
        }

        public async Task<RecordVersion?> VersionOfAsync(RecordKey key, long commit) =>
            (await VersionsOfAsync(key, commit)).Find(version => version.From.Number <= commit && (version.Until is null || version.Until.Number > commit));

        public async Task<List<RecordVersion>> VersionsOfAsync(RecordKey key, long? asOf)
        {
            var versions = new List<RecordVersion>();
            if (!context.Symbols.Codes.TryGetValue(key.Source, out int source))
            {
                return versions;
            }

            byte[] owner = RowOwner.Of(key);
            foreach (VersionRow row in await VersionRowsAsync(source, key))
            {
                if (RowSeal.Open(row.Body, SealedKind.Record, owner, context.Keys) is not { } text)
                {
                    continue;
                }

                string payload = row.Payload is null
                    ? string.Empty
                    : Encoding.UTF8.GetString(RowSeal.Open(row.Payload, SealedKind.Payload, owner, context.Keys) ?? []);
                long when = asOf ?? (row.Until == 0 ? long.MaxValue - 1 : row.Until - 1);
                string party = row.Party.Length > 0 && row.PartySince <= when ? row.Party : await StayAtAsync(row.Record, when);
                byte[] content = text[RecordRow.HashBytes..];
                versions.Add(new RecordVersion(
                    new StoredRecord(key, content, payload, text[..RecordRow.HashBytes], new PartyId(party)),
                    await CommitAsync(row.Since) ?? new CommitInfo(row.Since, default, ChangeOrigin.Unknown),
                    row.Until == 0 ? null : await CommitAsync(row.Until),
                    RecordRow.UpdatedOf(content)));
            }

            return versions;
        }

        private async Task<List<VersionRow>> VersionRowsAsync(int source, RecordKey key)
        {
            var rows = new List<VersionRow>();
            await using NpgsqlCommand read = connection.Command(
                "ReadVersionsOf", Parameter.Of(source), Parameter.Of(PostgreSqlChangeWriter.IndexKey(key.RecordId)));
            await using NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                rows.Add(new VersionRow(
                    row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.Bytes(3), row.BytesOrNull(4), row.GetString(5), row.GetInt64(6)));
            }

            return rows;
        }

        private async Task<string> StayAtAsync(long record, long commit) => await OneAsync(
            "FindStayAt", row => row.GetString(0), Parameter.Of(record), Parameter.Of(commit)) ?? string.Empty;

        private async Task<T?> OneAsync<T>(string statement, Func<NpgsqlDataReader, T> at, params NpgsqlParameter[] parameters)
        {
            await using NpgsqlCommand find = connection.Command(statement, parameters);
            await using NpgsqlDataReader row = await find.ExecuteReaderAsync(cancellationToken);
            return await row.ReadAsync(cancellationToken) ? at(row) : default;
        }

        private readonly record struct VersionRow(
            long Record, long Since, long Until, byte[] Body, byte[]? Payload, string Party, long PartySince);
    }
}
