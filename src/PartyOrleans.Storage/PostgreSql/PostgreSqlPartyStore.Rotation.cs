using System.Security.Cryptography;
using Npgsql;
using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.PostgreSql;

/// <content>
/// The exchange of keys. A new data key is committed before anything is sealed by it, rows are sealed anew in small commits, each of which
/// leaves a store that both keys together read, and the old key goes with the last. Whatever stops it, running it again goes on: rows that
/// have the new key are passed over.
/// </content>
public sealed partial class PostgreSqlPartyStore : IStoreKeyring
{
    /// <summary>Rows looked at per commit: at a few microseconds a row, others wait for some milliseconds.</summary>
    private const int RotationRows = 1000;

    private delegate byte[] OwnerOf(NpgsqlDataReader row, SymbolTable.Snapshot symbols);

    /// <inheritdoc />
    public Task<KeyringStatus> ReadKeysAsync(CancellationToken cancellationToken) => ReadAsync(
        async (connection, _) =>
        {
            List<StoredKey> stored = await ReadKeysAsync(connection, cancellationToken);
            return new KeyringStatus(
                [.. stored.Select(key => new KeyInfo(key.Id, key.Purpose.ToString().ToLowerInvariant(), key.Wrapped.KeyId, key.Created))],
                stored.Count(key => key.Purpose == KeyPurpose.Data) > 1);
        },
        cancellationToken);

    /// <inheritdoc />
    public async Task<long> RotateAsync(CancellationToken cancellationToken)
    {
        if (!(await ReadKeysAsync(cancellationToken)).IsRotating)
        {
            await _provider!.RenewAsync(cancellationToken);
            WrappedKey wrapped = await _provider.WrapAsync(RandomNumberGenerator.GetBytes(32), cancellationToken);
            await WriteAsync(connection => AddDataKeyAsync(connection, wrapped, cancellationToken), cancellationToken);
        }

        OwnerOf record = static (row, symbols) => RowOwner.Of(new RecordKey(symbols.NameOf(row.GetInt32(2)), row.Utf8(3)));
        OwnerOf party = static (row, _) => row.Bytes(2);
        OwnerOf pair = static (row, symbols) => StewardRow.OwnerOf(new RecordPair(
            new RecordKey(symbols.NameOf(row.GetInt32(2)), row.Utf8(3)), new RecordKey(symbols.NameOf(row.GetInt32(4)), row.Utf8(5))));
        long rows = 0;
        rows += await ResealAsync("RotateRecords", "RotateRecord", SealedKind.Record, record, cancellationToken);
        rows += await ResealAsync("RotatePayloads", "RotatePayload", SealedKind.Payload, record, cancellationToken);
        rows += await ResealAsync("RotatePastRecords", "RotatePastRecord", SealedKind.Record, record, cancellationToken);
        rows += await ResealAsync("RotatePastPayloads", "RotatePastPayload", SealedKind.Payload, record, cancellationToken);
        rows += await ResealAsync("RotateGoldens", "RotateGolden", SealedKind.Golden, party, cancellationToken);
        rows += await ResealAsync("RotateEvents", "RotateEvent", SealedKind.Event, party, cancellationToken);
        rows += await ResealAsync("RotateJudgements", "RotateJudgement", SealedKind.Judgement, pair, cancellationToken);
        rows += await ResealAsync("RotateDeadLetters", "RotateDeadLetter", SealedKind.DeadLetter, party, cancellationToken);
        rows += await ResealAsync("RotateDeadLetterDetails", "RotateDeadLetterDetail", SealedKind.DeadLetter, party, cancellationToken);
        rows += await ResealAsync("RotateBlockPages", "RotateBlockPage", SealedKind.Blocks, party, cancellationToken);
        await WriteAsync(connection => EndRotationAsync(connection, cancellationToken), cancellationToken);
        return rows;
    }

    /// <summary>The key of the newest number seals; done again after a broken connection, it finds its own.</summary>
    private async Task<bool> AddDataKeyAsync(NpgsqlConnection connection, WrappedKey wrapped, CancellationToken cancellationToken)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        List<StoredKey> stored = await ReadKeysAsync(connection, cancellationToken);
        if (!stored.Exists(key => key.Wrapped.Bytes.AsSpan().SequenceEqual(wrapped.Bytes)))
        {
            var added = new StoredKey(stored[^1].Id + 1, KeyPurpose.Data, wrapped, _time.GetUtcNow());
            await connection.ExecuteAsync(
                "InsertKey",
                cancellationToken,
                Parameter.Of(added.Id),
                Parameter.Of((short)added.Purpose),
                Parameter.Of(wrapped.KeyId),
                Parameter.Of(wrapped.Bytes),
                Parameter.Of(added.Created.UtcTicks));
            stored.Add(added);
        }

        StoreKeys keys = await UnwrapAsync(stored, cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        _state = _state! with { Keys = keys };
        _lastKey = stored[^1].Id;
        return true;
    }

    /// <summary>Seals the rows of a table by the newest data key, a few per commit.</summary>
    private async Task<long> ResealAsync(string readName, string updateName, SealedKind kind, OwnerOf ownerOf, CancellationToken cancellationToken)
    {
        long done = 0;
        for (long? after = -1; after is { } from;)
        {
            (after, int rows) = await WriteAsync(connection => ResealAsync(connection, readName, updateName, from, kind, ownerOf, cancellationToken), cancellationToken);
            done += rows;
        }

        return done;
    }

    private async Task<(long? Last, int Rows)> ResealAsync(
        NpgsqlConnection connection, string readName, string updateName, long after, SealedKind kind, OwnerOf ownerOf, CancellationToken cancellationToken)
    {
        StoreKeys keys = _state!.Keys;
        SymbolTable.Snapshot symbols = _state.Symbols.Current;
        (var ids, var renewed) = (new List<long>(), new List<byte[]>());
        long? last = null;
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (NpgsqlCommand read = connection.Command(readName, Parameter.Of(after), Parameter.Of(RotationRows)))
        await using (NpgsqlDataReader at = await read.ExecuteReaderAsync(cancellationToken))
        {
            while (await at.ReadAsync(cancellationToken))
            {
                last = at.GetInt64(0);
                byte[] row = at.Bytes(1);
                if ((kind == SealedKind.Event && EventRow.GoldenOf(row) != 0) || RowSeal.IsShredded(row) || RowSeal.KeyOf(row) == keys.Current)
                {
                    continue;
                }

                ids.Add(last.Value);
                renewed.Add(RowSeal.Reseal(row, kind, ownerOf(at, symbols), keys));
            }
        }

        if (ids.Count > 0)
        {
            await connection.ExecuteAsync(updateName, cancellationToken, Parameter.Of(ids.ToArray()), Parameter.Of(renewed.ToArray()));
        }

        await transaction.CommitAsync(CancellationToken.None);
        return (last, ids.Count);
    }

    /// <summary>Drops the data keys that nothing uses any more, and wraps the others by the newest key-encryption key.</summary>
    private async Task<bool> EndRotationAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync("DeleteOldDataKeys", cancellationToken, Parameter.Of(_state!.Keys.Current));
        foreach (StoredKey key in await ReadKeysAsync(connection, cancellationToken))
        {
            if (await _provider!.IsStaleAsync(key.Wrapped.KeyId, cancellationToken))
            {
                WrappedKey wrapped = await _provider.WrapAsync(await _provider.UnwrapAsync(key.Wrapped, cancellationToken), cancellationToken);
                await connection.ExecuteAsync(
                    "RewrapKey", cancellationToken, Parameter.Of(key.Id), Parameter.Of(wrapped.KeyId), Parameter.Of(wrapped.Bytes));
            }
        }

        StoreKeys keys = await UnwrapAsync(await ReadKeysAsync(connection, cancellationToken), cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        _state = _state! with { Keys = keys };
        return true;
    }
}
