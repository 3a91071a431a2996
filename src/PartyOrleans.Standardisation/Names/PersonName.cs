namespace PartyOrleans.Standardisation;

/// <summary>A personal name in parts, all folded; "" where a part is absent.</summary>
/// <param name="Given">The first given name; a hyphenated one is two tokens.</param>
/// <param name="Middle">Further given names, patronymics and initials, joined by a space.</param>
/// <param name="Family">Family name or names, particles in front.</param>
/// <param name="Suffix">Generation: jr, sr, ii, iii, iv, v.</param>
public readonly record struct PersonName(string Given, string Middle, string Family, string Suffix);
