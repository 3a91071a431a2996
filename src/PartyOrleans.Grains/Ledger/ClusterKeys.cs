using PartyOrleans.Api.Hub;
using PartyOrleans.Grains.Blocks;
using PartyOrleans.Grains.Intake;
using PartyOrleans.Storage;

namespace PartyOrleans.Grains.Ledger;

/// <summary>The keys of a cluster's store, as a silo offers them: read here, exchanged by the ledger, wherever it is and however often it moves meanwhile.</summary>
public sealed class ClusterKeys(IGrainFactory grains, ClusterStores stores, ClusterOptions options, TimeProvider time) : IStoreKeyring
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public Task<KeyringStatus> ReadKeysAsync(CancellationToken cancellationToken) => ((IStoreKeyring)stores.Reader).ReadKeysAsync(cancellationToken);

    /// <inheritdoc />
    /// <exception cref="HubUnavailableException">The cluster does not recover; asked again later, the exchange goes on.</exception>
    public async Task<long> RotateAsync(CancellationToken cancellationToken)
    {
        long since = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await grains.GetGrain<ILedgerKeysGrain>(0).RotateKeysAsync().WaitAsync(cancellationToken);
            }
            catch (Exception failure) when (failure is EpochEndedException or TimeoutException or Orleans.Runtime.OrleansException)
            {
                if (time.GetElapsedTime(since) > options.RetryTime)
                {
                    throw new HubUnavailableException("The cluster is recovering; the exchange of keys goes on when it is asked for again.", isOverload: false, Pause, failure);
                }
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
