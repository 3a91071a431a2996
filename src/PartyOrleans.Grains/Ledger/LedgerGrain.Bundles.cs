using PartyOrleans.Api.Bundles;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Grains.Blocks;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Storage;

namespace PartyOrleans.Grains.Ledger;

/// <content>The exchange of the active bundle: a turn alone, in which all records are replayed; afterwards an epoch begins in which the other bundle decides.</content>
internal sealed partial class LedgerGrain
{
    private string? _endsBecause;

    /// <inheritdoc />
    public async Task KeepBundleAsync(string sha256, string json)
    {
        await OpenStore().KeepBundleAsync(new BundleText(sha256, json), _stop.Token);
    }

    /// <inheritdoc />
    public async Task<BundleExchanged> ExchangeAsync(BundleExchange exchange)
    {
        long epoch = await AloneAsync();
        try
        {
            IPartyStore store = OpenStore();
            if (await store.FindBundleAsync(exchange.Sha256, _stop.Token) is not { } json)
            {
                return new BundleExchanged(0, "The store keeps no such bundle: propose it first.", IsUnknown: true);
            }

            if (string.Equals(json, await store.FindActiveBundleAsync(_stop.Token), StringComparison.Ordinal))
            {
                return new BundleExchanged(0, "The bundle is the active one already.", IsUnknown: false);
            }

            var replay = new BundleReplay(BundleFile.Parse(json, "the proposed bundle", ContractsInForce.Vocabulary), new BundleText(exchange.Sha256, json));
            StoreReplay found = await Task.Run(() => StoreReplay.RunAsync(store, replay, _stop.Token));
            BundleAcceptance terms = exchange.Terms;
            if (BundleTerms.WhyNot(terms, found.Report, exchange.MostChangedShare) is { } why)
            {
                return new BundleExchanged(0, why, IsUnknown: false);
            }

            if (!_isOpen || _epoch != epoch)
            {
                throw new EpochEndedException("The epoch ended before the bundle was exchanged.", _epoch);
            }

            long commit = _lastCommit = await store.CommitAsync(found.Change with { Activated = replay.Text, Origin = terms.Origin }, CancellationToken.None);
            _endsBecause = "Another bundle decides from now on.";
            return BundleExchanged.Put(found.Report, commit);
        }
        finally
        {
            if (_endsBecause is null && _epoch == epoch)
            {
                _isAlone = false;
            }

            Wake();
        }
    }

    private IPartyStore OpenStore() => _isOpen && _store is { } store ? store : throw new EpochEndedException(_cause, _epoch);

    /// <summary>Waits until no turn is under way, and lets none begin.</summary>
    /// <returns>The epoch.</returns>
    private async Task<long> AloneAsync()
    {
        long since = time.GetTimestamp();
        while (!_isOpen || _isAlone || _turns.Count > 0)
        {
            if (time.GetElapsedTime(since) > options.TurnTime)
            {
                throw new EpochEndedException(_isOpen ? "Too many turns are under way." : _cause, _epoch);
            }

            await ChangedAsync(LongestWait);
        }

        _isAlone = true;
        return _epoch;
    }

    /// <summary>Ends the epoch where the bundle was exchanged in it: throws then.</summary>
    private void RequireBundle()
    {
        if (_endsBecause is { } cause)
        {
            _endsBecause = null;
            throw new EpochEndedException(cause, _epoch);
        }
    }
}
