using System.Security.Cryptography;
using System.Text;
using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.Sqlite;

/// <content>
/// The exchange of keys. A new data key is committed before anything is sealed by it, rows are sealed anew in small commits, each of which
/// leaves a store that both keys together read, and the old key goes with the last. Whatever stops it, running it again goes on: rows that
/// have the new key are passed over.
/// </content>
public sealed partial class SqlitePartyStore : IStoreKeyring
{
    /// <summary>Rows looked at per commit: at a few microseconds a row, others wait for some milliseconds.</summary>
    private const int RotationRows = 1000;

    private delegate byte[] OwnerOf(SqliteStatement row, SymbolTable.Snapshot symbols);

    /// <inheritdoc />
    public Task<KeyringStatus> ReadKeysAsync(CancellationToken cancellationToken) => ReadAsync(
        session =>
        {
            List<StoredKey> stored = ReadKeys(session);
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
            await WriteAsync(writer => AddDataKeyAsync(writer, wrapped, cancellationToken), cancellationToken);
        }

        OwnerOf record = static (row, symbols) => RowOwner.Of(new RecordKey(symbols.NameOf((int)row.Long(2)), row.Text(3)));
        OwnerOf party = static (row, _) => Encoding.UTF8.GetBytes(row.Text(2));
        OwnerOf pair = static (row, symbols) => StewardRow.OwnerOf(new RecordPair(
            new RecordKey(symbols.NameOf((int)row.Long(2)), row.Text(3)), new RecordKey(symbols.NameOf((int)row.Long(4)), row.Text(5))));
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
        await WriteAsync(writer => EndRotationAsync(writer, cancellationToken), cancellationToken);
        return rows;
    }

    private async Task AddDataKeyAsync(SqliteSession writer, WrappedKey wrapped, CancellationToken cancellationToken)
    {
        writer.Run("BEGIN IMMEDIATE");
        try
        {
            InsertKey(writer, new StoredKey(LastKey(writer) + 1, KeyPurpose.Data, wrapped, _time.GetUtcNow()));
            List<StoredKey> stored = ReadKeys(writer);
            StoreKeys keys = await UnwrapAsync(stored, cancellationToken);
            writer.Run("COMMIT");
            (_keys, _lastKey) = (keys, stored[^1].Id);
        }
        catch
        {
            writer.Rollback();
            throw;
        }
    }

    /// <summary>Seals the rows of a table by the newest data key, a few per commit.</summary>
    private async Task<long> ResealAsync(string readName, string updateName, SealedKind kind, OwnerOf ownerOf, CancellationToken cancellationToken)
    {
        long done = 0;
        for (long? after = -1; after is { } from;)
        {
            await WriteAsync(
                writer =>
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    writer.Run("BEGIN IMMEDIATE");
                    try
                    {
                        (after, int rows) = Reseal(writer, readName, updateName, from, kind, ownerOf);
                        writer.Run("COMMIT");
                        done += rows;
                    }
                    catch
                    {
                        writer.Rollback();
                        throw;
                    }
                },
                cancellationToken);
        }

        return done;
    }

    private (long? Last, int Rows) Reseal(SqliteSession writer, string readName, string updateName, long after, SealedKind kind, OwnerOf ownerOf)
    {
        StoreKeys keys = _keys!;
        SymbolTable.Snapshot symbols = _symbols.Current;
        var renewed = new List<(long Id, byte[] Row)>();
        SqliteStatement read = writer.Statement(readName);
        read.Bind(1, after);
        read.Bind(2, RotationRows);
        long? last = null;
        while (read.Step())
        {
            last = read.Long(0);
            ReadOnlySpan<byte> row = read.Bytes(1);
            if ((kind == SealedKind.Event && EventRow.GoldenOf(row) != 0) || RowSeal.IsShredded(row) || RowSeal.KeyOf(row) == keys.Current)
            {
                continue;
            }

            renewed.Add((last.Value, RowSeal.Reseal(row, kind, ownerOf(read, symbols), keys)));
        }

        SqliteStatement update = writer.Statement(updateName);
        foreach ((long id, byte[] row) in renewed)
        {
            update.Bind(1, id);
            update.BindBlob(2, row);
            update.Execute();
        }

        return (last, renewed.Count);
    }

    /// <summary>Drops the data keys that nothing uses any more, and wraps the others by the newest key-encryption key.</summary>
    private async Task EndRotationAsync(SqliteSession writer, CancellationToken cancellationToken)
    {
        writer.Run("BEGIN IMMEDIATE");
        try
        {
            SqliteStatement delete = writer.Statement("DeleteOldDataKeys");
            delete.Bind(1, _keys!.Current);
            delete.Execute();
            List<StoredKey> stored = ReadKeys(writer);
            SqliteStatement rewrap = writer.Statement("RewrapKey");
            foreach (StoredKey key in stored)
            {
                if (await _provider!.IsStaleAsync(key.Wrapped.KeyId, cancellationToken))
                {
                    WrappedKey wrapped = await _provider.WrapAsync(await _provider.UnwrapAsync(key.Wrapped, cancellationToken), cancellationToken);
                    rewrap.Bind(1, key.Id);
                    rewrap.Bind(2, wrapped.KeyId);
                    rewrap.BindBlob(3, wrapped.Bytes);
                    rewrap.Execute();
                }
            }

            StoreKeys keys = await UnwrapAsync(ReadKeys(writer), cancellationToken);
            writer.Run("COMMIT");
            _keys = keys;
            _copyDue = !TryCheckpoint(writer);
        }
        catch
        {
            writer.Rollback();
            throw;
        }
    }
}
