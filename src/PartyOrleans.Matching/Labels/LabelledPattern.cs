using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Matching.Labels;

/// <summary>A pair of records whose answer is known, as the comparisons see it.</summary>
/// <param name="Pattern">The levels.</param>
/// <param name="TermBits">Sum of the term bits of the agreements that the pattern marks, bits.</param>
/// <param name="IsMatch">Whether the records are one party.</param>
public sealed record LabelledPattern(ComparisonPattern Pattern, double TermBits, bool IsMatch);

/// <summary>How well match probabilities fit labelled pairs; smaller is better in both.</summary>
/// <param name="LogLoss">Mean negative log likelihood of the labels, nats per pair.</param>
/// <param name="Brier">Mean squared difference of probability and label (Brier, 1950), 0 to 1.</param>
public readonly record struct LabelFit(double LogLoss, double Brier);

/// <summary>What labelled pairs taught.</summary>
/// <param name="Model">The learned model; the given one where <paramref name="IsChanged"/> is false.</param>
/// <param name="IsChanged">Whether the model was changed.</param>
/// <param name="Reason">What was changed, or why nothing was.</param>
/// <param name="Matches">Labelled pairs that match.</param>
/// <param name="NonMatches">Labelled pairs that do not.</param>
/// <param name="Before">The fit of what the change is measured against: the given model, for refinement without what labels taught it earlier.</param>
/// <param name="After">
/// The fit of what was learned on pairs that it was not learned from (five-fold cross-validation), also where that was no gain;
/// as before where nothing could be learned.
/// </param>
public sealed record LabelResult(MatchModel Model, bool IsChanged, string Reason, int Matches, int NonMatches, LabelFit Before, LabelFit After);
