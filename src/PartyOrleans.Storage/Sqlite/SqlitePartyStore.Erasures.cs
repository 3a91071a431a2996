using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Security.Cryptography;
using PartyOrleans.Model;
using PartyOrleans.Storage.History;
using PartyOrleans.Storage.Privacy;

namespace PartyOrleans.Storage.Sqlite;

/// <content>What was erased, and what is refused since.</content>
public sealed partial class SqlitePartyStore : IErasures
{
    private volatile FrozenSet<UInt128> _suppressed = FrozenSet<UInt128>.Empty;

    /// <inheritdoc />
    public bool HasErased => _suppressed.Count > 0;

    /// <inheritdoc />
    public string ReceiptKey
    {
        get
        {
            using ECDsa key = _keys!.OpenSigningKey();
            return key.ExportSubjectPublicKeyInfoPem();
        }
    }

    /// <inheritdoc />
    public bool IsErased(RecordKey key) =>
        _suppressed is { Count: > 0 } suppressed && suppressed.Contains(BinaryPrimitives.ReadUInt128LittleEndian(_keys!.SuppressionDigest(key)));

    /// <inheritdoc />
    public Task<string?> FindReceiptAsync(long commit, CancellationToken cancellationToken) => ReadAsync(
        session =>
        {
            SqliteStatement find = session.Statement("FindReceipt");
            find.Bind(1, commit);
            string? receipt = find.Step() && find.Text(0) is { Length: > 0 } signed ? signed : null;
            find.Reset();
            return receipt;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<long> FindLastErasureAsync(CancellationToken cancellationToken) => ReadAsync(
        static session =>
        {
            SqliteStatement find = session.Statement("FindLastErasureCommit");
            find.Step();
            long commit = find.Long(0);
            find.Reset();
            return commit;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<KeptReceipt>> ReadReceiptsAsync(long before, int most, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<KeptReceipt>>(
            session =>
            {
                var receipts = new List<KeptReceipt>();
                SqliteStatement read = session.Statement("ReadReceipts");
                read.Bind(1, before);
                read.Bind(2, most);
                while (read.Step())
                {
                    receipts.Add(new KeptReceipt(read.Long(0), read.Text(1)));
                }

                return receipts;
            },
            cancellationToken);

    private void RequireNotErased(HubChange change)
    {
        if (!HasErased)
        {
            return;
        }

        HashSet<RecordKey> lifted = [.. change.Lifted];
        foreach (StoredRecord record in change.Upserted)
        {
            if (IsErased(record.Key) && !lifted.Contains(record.Key))
            {
                throw new ArgumentException($"A record of source {record.Key.Source} was erased, and may not come again until that is lifted.");
            }
        }
    }

    /// <summary>Erases and lifts inside the transaction of a commit, after its own rows.</summary>
    private void Erase(SqliteSession writer, HubChange change, CommitInfo commit, CancellationToken cancellationToken)
    {
        if (change.Lifted.Count > 0)
        {
            SqliteStatement lift = writer.Statement("LiftSuppression");
            var rows = new List<ErasedRow>();
            foreach (RecordKey key in change.Lifted)
            {
                byte[] digest = _keys!.SuppressionDigest(key);
                lift.BindBlob(1, digest);
                lift.Bind(2, commit.At.UtcTicks);
                if (lift.Execute() > 0)
                {
                    rows.Add(new ErasedRow(ErasureDigest.Suppressed, commit.Number, digest, digest));
                }
            }

            SqliteChain.Append(writer, ChainKind.Lift, commit.Number, commit.At, ErasureDigest.Of(rows));
        }

        if (change.Erased.Count + change.Redacted.Count > 0)
        {
            new SqliteErasure(writer, _symbols, _keys!, change, cancellationToken).Run(commit);
        }
    }

    private void ReadSuppressed(SqliteSession session)
    {
        var digests = new List<UInt128>();
        SqliteStatement read = session.Statement("ReadSuppressions");
        while (read.Step())
        {
            digests.Add(BinaryPrimitives.ReadUInt128LittleEndian(read.Bytes(0)));
        }

        _suppressed = digests.ToFrozenSet();
    }
}
