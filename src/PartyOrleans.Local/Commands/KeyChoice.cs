using PartyOrleans.Aws;
using PartyOrleans.Storage.Privacy;

namespace PartyOrleans.Local.Commands;

/// <summary>
/// What protects a store's keys, by the environment variable <c>PARTY_KEYS</c>: <c>file:PATH</c> (a key file), <c>aws-kms:KEY</c> (a key id,
/// alias or ARN; <c>PARTY_KMS_URL</c> for another address of the service) or <c>none</c>. Without it: what the store was made with, for a new
/// one a key file beside it.
/// </summary>
internal static class KeyChoice
{
    private const string Variable = "PARTY_KEYS";
    private const string UrlVariable = "PARTY_KMS_URL";

    /// <summary>The provider that the environment names; null where it names none.</summary>
    /// <exception cref="CommandException">It cannot be understood.</exception>
    public static IKeyProvider? FromEnvironment() =>
        Of(Environment.GetEnvironmentVariable(Variable), Environment.GetEnvironmentVariable(UrlVariable));

    /// <summary>The key file that the environment names; null where it names none, or something else.</summary>
    public static string? FileFromEnvironment() =>
        Environment.GetEnvironmentVariable(Variable) is { } text && text.StartsWith(LocalKeyFile.Prefix, StringComparison.Ordinal) && text.Length > LocalKeyFile.Prefix.Length
            ? Path.GetFullPath(text[LocalKeyFile.Prefix.Length..])
            : null;

    /// <summary>The provider that a text names; null for an empty one.</summary>
    /// <exception cref="CommandException">It cannot be understood.</exception>
    public static IKeyProvider? Of(string? text, string? serviceUrl) => text switch
    {
        null or "" => null,
        UnwrappedKeys.KeyId => new UnwrappedKeys(),
        _ when text.Length > LocalKeyFile.Prefix.Length && text.StartsWith(LocalKeyFile.Prefix, StringComparison.Ordinal) =>
            new LocalKeyFile(Path.GetFullPath(text[LocalKeyFile.Prefix.Length..])),
        _ when text.Length > AwsKmsKeys.Prefix.Length && text.StartsWith(AwsKmsKeys.Prefix, StringComparison.Ordinal) =>
            AwsKmsKeys.Of(text[AwsKmsKeys.Prefix.Length..], string.IsNullOrEmpty(serviceUrl) ? null : serviceUrl),
        _ => throw new CommandException(ExitCode.Usage, $"{Variable} is '{text}'; expected file:PATH, aws-kms:KEY or none."),
    };
}
