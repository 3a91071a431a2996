namespace PartyOrleans.Api.Security;

/// <summary>Who holds a credential that was accepted.</summary>
/// <param name="Name">The name that audit log and changes give the caller.</param>
/// <param name="Via">How it is known: <c>jwt</c>, <c>key</c> or <c>link</c>.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Client">Whose requests are counted together.</param>
/// <param name="Until">When the credential ends or is to be looked at again.</param>
public sealed record Identity(string Name, string Via, ScopeSet Scopes, string Client, DateTimeOffset Until);
