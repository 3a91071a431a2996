namespace PartyOrleans.Storage.Search;

/// <summary>How far a store's search index has come.</summary>
/// <param name="Version">The <see cref="SearchTerms.Version"/> it was built by.</param>
/// <param name="UpTo">Number of the last golden version that it has taken in.</param>
/// <param name="Parties">Parties in it.</param>
internal readonly record struct SearchState(int Version, long UpTo, long Parties);
