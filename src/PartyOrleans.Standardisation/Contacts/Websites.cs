namespace PartyOrleans.Standardisation;

/// <summary>Brings web sites to their host, which is what tells parties apart.</summary>
public static class Websites
{
    private const int MaxHostLength = 253;

    /// <summary>The lower-case host without scheme, user, "www.", port and path; empty where the text holds none.</summary>
    public static string Standardise(string raw)
    {
        ReadOnlySpan<char> host = raw.AsSpan().Trim();
        int scheme = host.IndexOf("://");
        host = scheme >= 0 ? host[(scheme + 3)..] : host;
        int end = host.IndexOfAny("/?#\\");
        host = end >= 0 ? host[..end] : host;
        int user = host.LastIndexOf('@');
        if (user >= 0 && scheme < 0)
        {
            return "";
        }

        host = host[(user + 1)..];
        int port = host.IndexOf(':');
        host = (port >= 0 ? host[..port] : host).Trim('.');
        if (host.Length > MaxHostLength)
        {
            return "";
        }

        Span<char> lower = stackalloc char[MaxHostLength];
        int length = host.ToLowerInvariant(lower);
        ReadOnlySpan<char> name = lower[..length];
        while (name.StartsWith("www.", StringComparison.Ordinal))
        {
            name = name[4..];
        }

        return !IsHost(name) ? "" : name.SequenceEqual(raw) ? raw : name.ToString();
    }

    /// <summary>Labels of letters, digits and hyphens, at least two of them, the last of two or more letters.</summary>
    private static bool IsHost(ReadOnlySpan<char> name)
    {
        int lastDot = -1;
        for (int i = 0; i < name.Length; i++)
        {
            if (name[i] == '.')
            {
                if (i == lastDot + 1)
                {
                    return false;
                }

                lastDot = i;
            }
            else if (!char.IsLetterOrDigit(name[i]) && name[i] is not ('-' or '_'))
            {
                return false;
            }
        }

        return lastDot > 0 && name.Length - lastDot > 2 && char.IsLetter(name[lastDot + 1]);
    }
}
