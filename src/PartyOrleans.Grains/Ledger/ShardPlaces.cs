namespace PartyOrleans.Grains.Ledger;

/// <summary>Spreads shards evenly over silos.</summary>
internal static class ShardPlaces
{
    /// <summary>Gives every shard a silo: none has two more than another, and as few shards move as that takes.</summary>
    /// <param name="now">Where each shard is; null, or a silo that is not among those given, for nowhere.</param>
    /// <param name="silos">The silos, in a fixed order; one at least.</param>
    /// <returns>The silo of each shard.</returns>
    public static TSilo[] Spread<TSilo>(IReadOnlyList<TSilo?> now, IReadOnlyList<TSilo> silos)
        where TSilo : class, IEquatable<TSilo>
    {
        var held = silos.ToDictionary(silo => silo, silo => now.Count(place => silo.Equals(place)));
        int more = now.Count % silos.Count;
        var room = silos.OrderByDescending(silo => held[silo]) // stable: among equals the order of the silos decides
            .Select((silo, rank) => (Silo: silo, Room: (now.Count / silos.Count) + (rank < more ? 1 : 0)))
            .ToDictionary(share => share.Silo, share => share.Room);
        var places = new TSilo?[now.Count];
        for (int shard = 0; shard < now.Count; shard++)
        {
            if (now[shard] is { } silo && room.TryGetValue(silo, out int left) && left > 0)
            {
                (places[shard], room[silo]) = (silo, left - 1);
            }
        }

        var free = new Queue<TSilo>(silos.SelectMany(silo => Enumerable.Repeat(silo, room[silo])));
        return [.. places.Select(place => place ?? free.Dequeue())];
    }
}
