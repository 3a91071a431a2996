using System.Net;

namespace PartyOrleans.Silo.Duties;

/// <summary>Finds out where other silos reach the API of this one.</summary>
internal static class ApiAddress
{
    /// <summary>The first address at which the API listens; a wildcard in it is replaced by the silo's own address.</summary>
    /// <param name="urls">Where the API listens, ports as they were chosen.</param>
    /// <param name="address">The address at which other silos reach this one.</param>
    public static string Of(IEnumerable<string> urls, string address)
    {
        string first = urls.Order(StringComparer.Ordinal).First().Replace("://+", "://0.0.0.0", StringComparison.Ordinal).Replace("://*", "://0.0.0.0", StringComparison.Ordinal);
        var url = new UriBuilder(first);
        if (IPAddress.TryParse(url.Host.Trim('[', ']'), out IPAddress? host) && (host.Equals(IPAddress.Any) || host.Equals(IPAddress.IPv6Any)))
        {
            url.Host = address;
        }

        return url.Uri.GetLeftPart(UriPartial.Authority);
    }
}
