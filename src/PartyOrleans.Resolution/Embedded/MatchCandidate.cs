using PartyOrleans.Matching.Scoring;
using PartyOrleans.Model;

namespace PartyOrleans.Resolution.Embedded;

/// <summary>A party that a record may belong to.</summary>
/// <param name="Party">The party.</param>
/// <param name="Strongest">The record against the one of the party's records that it matches best; the probe is on the left.</param>
/// <param name="AverageBits">Average match weight over the records of the party that were compared, bits.</param>
/// <param name="Compared">How many records of the party were compared: all of them, up to <see cref="EmbeddedEngine.MostComparedOfParty"/>.</param>
public sealed record MatchCandidate(PartyId Party, PairExplanation Strongest, double AverageBits, int Compared);
