namespace PartyOrleans.Standardisation;

/// <summary>The parts of an organisation's name, all folded and "" where absent.</summary>
/// <param name="Core">The distinguishing tokens in their order: without legal form, leading or trailing "the" and connectives.</param>
/// <param name="LegalForm">One code per legal form across its spellings: ltd, inc, gmbh, sa, ooo.</param>
/// <param name="Acronym">The initials of the core's tokens; "" where the core has fewer than two.</param>
/// <param name="TradingAs">The core of the name after "trading as", "doing business as", "formerly" and the like.</param>
public sealed record OrganisationName(string Core, string LegalForm, string Acronym, string TradingAs);
