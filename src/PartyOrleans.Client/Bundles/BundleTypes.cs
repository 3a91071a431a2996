namespace PartyOrleans.Client;

/// <summary>Whether a text is a bundle.</summary>
/// <param name="IsValid">Whether it is.</param>
/// <param name="Problems">What is wrong with it; nothing where it is one.</param>
/// <param name="Name">Its name; null where it is none.</param>
/// <param name="Sha256">SHA-256 of the file that it makes, hexadecimal; null where it is none.</param>
public sealed record BundleCheck(bool IsValid, IReadOnlyList<BundleFault> Problems, string? Name = null, string? Sha256 = null);

/// <summary>What is wrong with a bundle.</summary>
/// <param name="Path">Where in the file.</param>
/// <param name="Message">What is wrong, and what is allowed.</param>
public sealed record BundleFault(string Path, string Message);
