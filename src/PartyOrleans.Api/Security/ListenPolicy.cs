using System.Net;
using PartyOrleans.Storage.Access;

namespace PartyOrleans.Api.Security;

/// <summary>Where a hub may listen: beyond this machine only where somebody was given a way in that is not the local link.</summary>
public static class ListenPolicy
{
    /// <summary>Whether an address can be reached from this machine alone.</summary>
    public static bool IsLocal(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) && IsLocalHost(parsed.IdnHost);

    /// <summary>Whether a host's name or address is this machine's own.</summary>
    public static bool IsLocalHost(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));

    /// <summary>Why the addresses may not be listened at; null where they may.</summary>
    public static string? ReasonAgainst(IReadOnlyList<string> urls, SecurityOptions options, IAccessStore access, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(urls);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(access);
        return urls.FirstOrDefault(url => !IsLocal(url)) is { } open
            && options.Authority is null && access.FindSigningKey() is null && !access.List().Any(key => key.IsValidAt(now))
                ? $"{open} can be reached from other machines, and nobody was given a way in: make an API key (party api-key create), a token (party token) or name an authority (--authority), or listen at a loopback address."
                : null;
    }
}
