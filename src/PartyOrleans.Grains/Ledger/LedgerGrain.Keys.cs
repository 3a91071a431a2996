using PartyOrleans.Grains.Blocks;
using PartyOrleans.Storage;

namespace PartyOrleans.Grains.Ledger;

/// <content>The exchange of the store's keys, which only its owner can make. It takes turns with commits, some milliseconds each.</content>
internal sealed partial class LedgerGrain : ILedgerKeysGrain
{
    private Task<long>? _rotation;

    /// <inheritdoc />
    public async Task<long> RotateKeysAsync()
    {
        if (!_isOpen || _store is not IStoreKeyring keyring)
        {
            throw new EpochEndedException(_cause, _epoch);
        }

        // Who asks while one is under way waits for that one.
        Task<long> rotation = _rotation ??= Task.Run(() => keyring.RotateAsync(_stop.Token));
        try
        {
            return await rotation;
        }
        catch (Exception failure) when (failure is StoreException or OperationCanceledException or ObjectDisposedException)
        {
            throw new EpochEndedException("The exchange of keys was interrupted; it goes on where it was.", _epoch);
        }
        finally
        {
            if (ReferenceEquals(_rotation, rotation))
            {
                _rotation = null;
            }
        }
    }
}
