using PartyOrleans.Model;

namespace PartyOrleans.Resolution.Embedded;

/// <summary>What a hub holds at one moment, as far as a replay under another bundle is told apart from it.</summary>
/// <param name="Parties">The party of every record.</param>
/// <param name="Reviews">Open review tasks.</param>
/// <param name="Retired">Ids of parties that ended; not given again.</param>
public sealed record LiveState(IReadOnlyDictionary<RecordKey, PartyId> Parties, IReadOnlyList<ReviewTask> Reviews, IReadOnlyCollection<PartyId> Retired);
