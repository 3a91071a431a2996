using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Security.Cryptography;
using Npgsql;
using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;

namespace PartyOrleans.Storage.PostgreSql;

/// <content>What was erased, and what is refused since.</content>
public sealed partial class PostgreSqlPartyStore : IErasures
{
    private volatile FrozenSet<UInt128> _suppressed = FrozenSet<UInt128>.Empty;

    /// <inheritdoc />
    public bool HasErased => _suppressed.Count > 0;

    /// <inheritdoc />
    public string ReceiptKey
    {
        get
        {
            using ECDsa key = _state!.Keys.OpenSigningKey();
            return key.ExportSubjectPublicKeyInfoPem();
        }
    }

    /// <inheritdoc />
    public bool IsErased(RecordKey key) => _suppressed is { Count: > 0 } suppressed && suppressed.Contains(Place(_state!.Keys, key));

    /// <inheritdoc />
    public Task<string?> FindReceiptAsync(long commit, CancellationToken cancellationToken) => ReadAsync(
        async (connection, _) =>
        {
            await using NpgsqlCommand find = connection.Command("FindReceipt", Parameter.Of(commit));
            return await find.ExecuteScalarAsync(cancellationToken) is string { Length: > 0 } receipt ? receipt : null;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<long> FindLastErasureAsync(CancellationToken cancellationToken) => ReadAsync(
        (connection, _) => connection.NumberAsync("FindLastErasureCommit", cancellationToken), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<KeptReceipt>> ReadReceiptsAsync(long before, int most, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<KeptReceipt>>(
            async (connection, _) =>
            {
                var receipts = new List<KeptReceipt>();
                await using NpgsqlCommand read = connection.Command("ReadReceipts", Parameter.Of(before), Parameter.Of(most));
                await using NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken);
                while (await row.ReadAsync(cancellationToken))
                {
                    receipts.Add(new KeptReceipt(row.GetInt64(0), row.GetString(1)));
                }

                return receipts;
            },
            cancellationToken);

    private static bool Erases(HubChange change) => change.Erased.Count + change.Redacted.Count + change.Lifted.Count > 0;

    private static UInt128 Place(StoreKeys keys, RecordKey key) => BinaryPrimitives.ReadUInt128LittleEndian(keys.SuppressionDigest(key));

    private void RequireNotErased(HubChange change)
    {
        if (!HasErased)
        {
            return;
        }

        HashSet<RecordKey> lifted = [.. change.Lifted];
        foreach (RecordKey key in change.Upserted.Select(record => record.Key))
        {
            if (IsErased(key) && !lifted.Contains(key))
            {
                throw new ArgumentException($"A record of source {key.Source} was erased, and may not come again until that is lifted.");
            }
        }
    }

    /// <summary>Takes over what a committed change lifted and erased.</summary>
    private void Suppress(HubChange change)
    {
        StoreKeys keys = _state!.Keys;
        HashSet<UInt128> suppressed = [.. _suppressed];
        suppressed.ExceptWith(change.Lifted.Select(key => Place(keys, key)));
        suppressed.UnionWith(change.Erased.Select(key => Place(keys, key)));
        _suppressed = suppressed.ToFrozenSet();
    }

    private async Task ReadSuppressedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var digests = new List<UInt128>();
        await using NpgsqlCommand read = connection.Command("ReadSuppressions");
        await using NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            digests.Add(BinaryPrimitives.ReadUInt128LittleEndian(row.Bytes(0)));
        }

        _suppressed = digests.ToFrozenSet();
    }
}
