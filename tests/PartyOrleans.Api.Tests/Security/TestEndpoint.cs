namespace PartyOrleans.Api.Tests.Security;

/// <summary>An endpoint as it is mapped.</summary>
/// <param name="Name">Its name; empty where it has none.</param>
/// <param name="Method">One of its methods.</param>
/// <param name="Path">Its path with something in place of each parameter.</param>
/// <param name="Scope">The scope that it needs; null where it is open to all.</param>
/// <param name="MediaType">Media type of a body that it takes.</param>
internal sealed record TestEndpoint(string Name, string Method, string Path, string? Scope, string MediaType);
