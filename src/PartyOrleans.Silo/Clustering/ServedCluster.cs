using PartyOrleans.Api.Hub;
using PartyOrleans.Grains.Intake;
using PartyOrleans.Grains.Sources;
using PartyOrleans.Local.Serving;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Storage;

namespace PartyOrleans.Silo.Clustering;

/// <summary>The hub of the cluster as this silo offers it: told of like the embedded one.</summary>
internal sealed class ServedCluster : IServedHub
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly ClusterHub _hub;
    private readonly TimeProvider _time;
    private volatile bool _isStopping;

    /// <summary>Offers a hub.</summary>
    public ServedCluster(ClusterHub hub, ClusterSources sources, IPartyStore reader, HubSurroundings surroundings)
    {
        (_hub, Store, _time) = (hub, reader, surroundings.Time);
        sources.Taken += submission => Taken?.Invoke(submission); // loads and streams too, which come past this
        hub.BundleChanged += bundle => BundleChanged?.Invoke(bundle);
        surroundings.Instruments.Observe(() => Status);
    }

    /// <inheritdoc />
    public event Action<Bundle>? BundleChanged;

    /// <inheritdoc />
    public event Action<Submission>? Taken;

    /// <inheritdoc />
    public IPartyStore Store { get; }

    /// <inheritdoc />
    public HubStatus Status => _isStopping ? _hub.Status with { State = HubState.Stopping, Cause = "The silo is stopping." } : _hub.Status;

    /// <inheritdoc />
    public Bundle? Bundle => _hub.Bundle;

    /// <summary>Takes no more.</summary>
    public void Stop() => _isStopping = true;

    /// <inheritdoc />
    public async Task<SubmissionResult> SubmitAsync(Submission submission, CancellationToken cancellationToken) => _isStopping
        ? throw new HubUnavailableException("The silo is stopping.", isOverload: false, TimeSpan.FromSeconds(1))
        : await _hub.SubmitAsync(submission, cancellationToken);

    /// <inheritdoc />
    public Task<RecordPairAnswer?> WhyAsync(IReadOnlyList<RecordKey> left, IReadOnlyList<RecordKey> right, CancellationToken cancellationToken) => _hub.WhyAsync(left, right, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<MatchCandidate>> MatchAsync(SourceRecord probe, int most, CancellationToken cancellationToken) => _hub.MatchAsync(probe, most, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<PartyStep>> HowAsync(PartyId party, CancellationToken cancellationToken) => _hub.HowAsync(party, cancellationToken);

    /// <inheritdoc />
    public Task<long> CommittedAfterAsync(long after, CancellationToken cancellationToken) => _hub.CommittedAfterAsync(after, cancellationToken);

    /// <inheritdoc />
    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        while (_hub.Status.State != HubState.Ready)
        {
            await Task.Delay(Look, _time, cancellationToken);
        }
    }
}
