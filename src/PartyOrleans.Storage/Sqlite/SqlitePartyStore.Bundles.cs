using System.Security.Cryptography;
using System.Text;
using PartyOrleans.Model;
using PartyOrleans.Storage.History;

namespace PartyOrleans.Storage.Sqlite;

/// <content>Bundles: those kept, and which is active.</content>
public sealed partial class SqlitePartyStore
{
    /// <inheritdoc />
    public Task ActivateBundleAsync(string sha256, string json, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sha256);
        ArgumentNullException.ThrowIfNull(json);
        string actual = Sha256Of(json, sha256);
        return WriteAsync(writer => InTransaction(writer, () => WriteActivation(writer, actual, json, _time.GetUtcNow())), cancellationToken);
    }

    /// <inheritdoc />
    public Task ActivateBundleAsync(string sha256, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sha256);
        return WriteAsync(writer => InTransaction(writer, () => WriteActivation(writer, sha256.ToLowerInvariant(), json: null, _time.GetUtcNow())), cancellationToken);
    }

    /// <inheritdoc />
    public Task KeepBundleAsync(BundleText bundle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        string actual = Sha256Of(bundle.Json, bundle.Sha256);
        return WriteAsync(writer => InTransaction(writer, () => PutBundle(writer, actual, bundle.Json)), cancellationToken);
    }

    /// <inheritdoc />
    public Task<string?> FindBundleAsync(string sha256, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sha256);
        return ReadAsync(
            session =>
            {
                SqliteStatement find = session.Statement("FindBundle");
                find.Bind(1, sha256.ToLowerInvariant());
                string? json = null;
                if (find.Step())
                {
                    CheckBundle(sha256.ToLowerInvariant(), find.Bytes(0));
                    json = find.Text(0);
                }

                find.Reset();
                return json;
            },
            cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<KeptBundle>> ReadBundlesAsync(CancellationToken cancellationToken) => ReadAsync(
        session =>
        {
            var bundles = new List<KeptBundle>();
            SqliteStatement read = session.Statement("ReadBundles");
            while (read.Step())
            {
                if (bundles.Count == 0 || !string.Equals(bundles[^1].Sha256, read.Text(0), StringComparison.Ordinal))
                {
                    CheckBundle(read.Text(0), read.Bytes(1));
                    bundles.Add(new KeptBundle(read.Text(0), read.Text(1), []));
                }

                if (read.Long(2) > 0)
                {
                    var activation = new BundleActivation(read.Long(2), new DateTimeOffset(read.Long(3), TimeSpan.Zero));
                    bundles[^1] = bundles[^1] with { Activations = [.. bundles[^1].Activations, activation] };
                }
            }

            return (IReadOnlyList<KeptBundle>)bundles;
        },
        cancellationToken);

    private static void InTransaction(SqliteSession writer, Action write)
    {
        writer.Run("BEGIN IMMEDIATE");
        try
        {
            write();
            writer.Run("COMMIT");
        }
        catch
        {
            writer.Rollback();
            throw;
        }
    }

    private static void PutBundle(SqliteSession writer, string sha256, string json)
    {
        SqliteStatement put = writer.Statement("PutBundle");
        put.Bind(1, sha256);
        put.Bind(2, json);
        put.Execute();
    }

    /// <summary>Makes a bundle the active one inside an open transaction.</summary>
    private void WriteActivation(SqliteSession writer, string sha256, string? json, DateTimeOffset at)
    {
        if (json is not null)
        {
            PutBundle(writer, sha256, json);
        }

        RequireBundle(writer, sha256);
        SqliteStatement activate = writer.Statement("ActivateBundle");
        activate.Bind(1, sha256);
        activate.Bind(2, at.UtcTicks);
        activate.Execute();
        SqliteStatement find = writer.Statement("FindLastActivation");
        find.Step();
        long activation = find.Long(0);
        find.Reset();
        SqliteChain.Append(writer, ChainKind.Activation, activation, at, SHA256.HashData(Encoding.UTF8.GetBytes(sha256)));
    }

    private static string Sha256Of(string json, string expected)
    {
        string actual = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
        return string.Equals(actual, expected, StringComparison.OrdinalIgnoreCase)
            ? actual
            : throw new ArgumentException($"The bundle's SHA-256 is {actual}, not {expected}: it was altered.", nameof(json));
    }

    private void RequireBundle(SqliteSession session, string sha256)
    {
        SqliteStatement find = session.Statement("FindBundle");
        find.Bind(1, sha256);
        if (!find.Step())
        {
            throw new ArgumentException($"The store keeps no bundle {sha256}.", nameof(sha256));
        }

        CheckBundle(sha256, find.Bytes(0));
        find.Reset();
    }

    private void CheckBundle(string sha256, ReadOnlySpan<byte> json)
    {
        string actual = Convert.ToHexStringLower(SHA256.HashData(json));
        if (!string.Equals(actual, sha256, StringComparison.Ordinal))
        {
            throw new StoreException($"Store {_path}: bundle {sha256} was altered (its SHA-256 is now {actual}): restore the store from a backup.", isTransient: false);
        }
    }
}
