using System.Security.Cryptography;
using System.Text;
using Npgsql;
using PartyOrleans.Model;
using PartyOrleans.Storage.History;

namespace PartyOrleans.Storage.PostgreSql;

/// <content>Bundles: those kept, and which is active.</content>
public sealed partial class PostgreSqlPartyStore
{
    /// <inheritdoc />
    public Task ActivateBundleAsync(string sha256, string json, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sha256);
        ArgumentNullException.ThrowIfNull(json);
        string actual = Sha256Of(json, sha256);
        return WriteAsync(connection => ActivateBundleAsync(connection, actual, json, cancellationToken), cancellationToken);
    }

    /// <inheritdoc />
    public Task ActivateBundleAsync(string sha256, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sha256);
        return WriteAsync(connection => ActivateBundleAsync(connection, sha256.ToLowerInvariant(), json: null, cancellationToken), cancellationToken);
    }

    /// <inheritdoc />
    public Task KeepBundleAsync(BundleText bundle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        string actual = Sha256Of(bundle.Json, bundle.Sha256);
        return WriteAsync(
            connection => connection.ExecuteAsync("PutBundle", cancellationToken, Parameter.Of(actual), Parameter.Utf8(bundle.Json)), cancellationToken);
    }

    /// <inheritdoc />
    public Task<string?> FindBundleAsync(string sha256, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sha256);
        return ReadAsync(
            async (connection, _) =>
            {
                await using NpgsqlCommand find = connection.Command("FindBundle", Parameter.Of(sha256.ToLowerInvariant()));
                if (await find.ExecuteScalarAsync(cancellationToken) is not byte[] json)
                {
                    return null;
                }

                CheckBundle(sha256.ToLowerInvariant(), json);
                return (string?)Encoding.UTF8.GetString(json);
            },
            cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<KeptBundle>> ReadBundlesAsync(CancellationToken cancellationToken) => ReadAsync(
        async (connection, _) =>
        {
            var bundles = new List<KeptBundle>();
            await using NpgsqlCommand read = connection.Command("ReadBundles");
            await using NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                if (bundles.Count == 0 || !string.Equals(bundles[^1].Sha256, row.GetString(0), StringComparison.Ordinal))
                {
                    byte[] json = row.Bytes(1);
                    CheckBundle(row.GetString(0), json);
                    bundles.Add(new KeptBundle(row.GetString(0), Encoding.UTF8.GetString(json), []));
                }

                if (!await row.IsDBNullAsync(2, cancellationToken))
                {
                    var activation = new BundleActivation(row.GetInt64(2), Time(row.GetInt64(3)));
                    bundles[^1] = bundles[^1] with { Activations = [.. bundles[^1].Activations, activation] };
                }
            }

            return (IReadOnlyList<KeptBundle>)bundles;
        },
        cancellationToken);

    private static string Sha256Of(string json, string expected)
    {
        string actual = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
        return string.Equals(actual, expected, StringComparison.OrdinalIgnoreCase)
            ? actual
            : throw new ArgumentException($"The bundle's SHA-256 is {actual}, not {expected}: it was altered.", nameof(json));
    }

    private async Task<long> ActivateBundleAsync(NpgsqlConnection connection, string sha256, string? json, CancellationToken cancellationToken)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (json is not null)
        {
            await connection.ExecuteAsync("PutBundle", cancellationToken, Parameter.Of(sha256), Parameter.Utf8(json));
        }

        await using (NpgsqlCommand find = connection.Command("FindBundle", Parameter.Of(sha256)))
        {
            var kept = (byte[]?)await find.ExecuteScalarAsync(cancellationToken)
                ?? throw new ArgumentException($"The store keeps no bundle {sha256}.", nameof(sha256));
            CheckBundle(sha256, kept);
        }

        DateTimeOffset at = _time.GetUtcNow();
        long activation = await connection.NumberAsync("ActivateBundle", cancellationToken, Parameter.Of(sha256), Parameter.Of(at.UtcTicks));
        await using var link = new NpgsqlBatch(connection);
        HistoryIds history = PostgreSqlChain.Append(
            link, _state!.History, ChainKind.Activation, activation, at, SHA256.HashData(Encoding.UTF8.GetBytes(sha256)));
        await link.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        _state = _state with { History = history };
        return activation;
    }

    private void CheckBundle(string sha256, ReadOnlySpan<byte> json)
    {
        string actual = Convert.ToHexStringLower(SHA256.HashData(json));
        if (!string.Equals(actual, sha256, StringComparison.Ordinal))
        {
            throw new StoreException($"Store {_name}: bundle {sha256} was altered (its SHA-256 is now {actual}): restore the store from a backup.", isTransient: false);
        }
    }
}
