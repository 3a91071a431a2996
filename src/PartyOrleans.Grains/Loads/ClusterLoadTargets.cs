using PartyOrleans.Api.Hub;
using PartyOrleans.Api.Loads;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Grains.Loads;

/// <summary>
/// Has all silos work for what one of them reads, such as objects of a zone. The next reader goes on from the checkpoints of the one before; of two that read the
/// same input for a while, none does what the other did.
/// </summary>
public sealed class ClusterLoadTargets
{
    private readonly ClusterLoadParts _parts;

    internal ClusterLoadTargets(ClusterLoadParts parts) => _parts = parts;

    /// <summary>The targets of a reader.</summary>
    /// <param name="term">Gives the reader's term, which differs from that of the one before and the one after.</param>
    public ILoadTargets By(Func<long> term) => new Reader(_parts, term);

    private sealed class Reader(ClusterLoadParts parts, Func<long> term) : ILoadTargets
    {
        public ILoadTarget For(ChangeOrigin origin, CancellationToken lifetime) => new Target(new ClusterLoadTarget(parts, place => LoadPlace.NextLoad(place, term()), origin, lifetime));
    }

    /// <summary>Tells what passes as what callers know to wait for.</summary>
    private sealed class Target(ClusterLoadTarget target) : ILoadTarget
    {
        public int RecordsPerCommit => target.RecordsPerCommit;

        public IErasures? Erasures => target.Erasures;

        public long Changed => target.Changed;

        public Task<LoadCheckpoint?> FindCheckpointAsync(string input, CancellationToken cancellationToken) => target.FindCheckpointAsync(input, cancellationToken);

        public Task TakeAsync(LoadPart part, CancellationToken cancellationToken) => PassingAsync(() => target.TakeAsync(part, cancellationToken));

        public Task CommittedAsync() => PassingAsync(target.CommittedAsync);

        private static async Task PassingAsync(Func<Task> work)
        {
            try
            {
                await work();
            }
            catch (LoadMovedException moved)
            {
                throw new HubUnavailableException(moved.Message, isOverload: false, TimeSpan.FromSeconds(1));
            }
        }
    }
}
