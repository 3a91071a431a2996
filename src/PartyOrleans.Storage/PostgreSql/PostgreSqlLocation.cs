using System.Globalization;
using Npgsql;

namespace PartyOrleans.Storage.PostgreSql;

/// <summary>Where a PostgreSQL store lies: a connection string (<c>Host=...;Database=...</c>) or an address (<c>postgres://user:password@host:port/database?option=value</c>).</summary>
internal static class PostgreSqlLocation
{
    private static readonly string[] Schemes = ["postgres://", "postgresql://"];

    /// <summary>Whether a text names a PostgreSQL database rather than a file.</summary>
    public static bool Is(string location) =>
        Schemes.Any(scheme => location.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        || location.Split(';').Any(part =>
            part.Split('=', 2) is [var name, _] && name.Trim() is var key
            && (key.Equals("Host", StringComparison.OrdinalIgnoreCase) || key.Equals("Server", StringComparison.OrdinalIgnoreCase)));

    /// <summary>The settings of a connection.</summary>
    /// <exception cref="StoreException">The text cannot be understood; the message does not repeat it, since it may hold a password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string location)
    {
        try
        {
            NpgsqlConnectionStringBuilder settings = Schemes.Any(scheme => location.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
                ? OfAddress(location)
                : new NpgsqlConnectionStringBuilder(location);
            if (string.IsNullOrEmpty(settings.Host))
            {
                throw new StoreException("The PostgreSQL connection string names no Host.", isTransient: false);
            }

            return settings;
        }
        catch (Exception failure) when (failure is ArgumentException or UriFormatException or FormatException or InvalidOperationException)
        {
            // The cause is left out: its text may quote the password.
            throw new StoreException(
                "The PostgreSQL connection string cannot be understood: it is either Host=...;Port=...;Database=...;Username=...;Password=... or postgres://user:password@host:port/database.",
                isTransient: false);
        }
    }

    /// <summary>What messages call the store: host, port, database and schema, never user or password.</summary>
    public static string Describe(NpgsqlConnectionStringBuilder settings)
    {
        string schema = string.IsNullOrEmpty(settings.SearchPath) ? "" : $", schema {settings.SearchPath}";
        return string.Create(CultureInfo.InvariantCulture, $"postgres://{settings.Host}:{settings.Port}/{settings.Database ?? settings.Username}{schema}");
    }

    /// <summary>A file name of the same parts.</summary>
    public static string FileName(NpgsqlConnectionStringBuilder settings) =>
        string.Concat(Describe(settings)["postgres://".Length..].Select(character => char.IsAsciiLetterOrDigit(character) || character is '.' ? character : '-'));

    private static NpgsqlConnectionStringBuilder OfAddress(string location)
    {
        // An address without a host names it among its options; Uri takes none without one.
        int start = location.IndexOf("://", StringComparison.Ordinal) + "://".Length;
        int end = location.IndexOfAny(['/', '?'], start) is var found and >= 0 ? found : location.Length;
        bool hasHost = end > start && location[end - 1] != '@';
        var address = new Uri(hasHost ? location : location.Insert(end, "socket"));
        var settings = new NpgsqlConnectionStringBuilder();
        if (hasHost)
        {
            settings.Host = address.HostNameType == UriHostNameType.IPv6 ? address.Host.Trim('[', ']') : address.Host;
        }

        if (address.Port > 0)
        {
            settings.Port = address.Port;
        }

        string[] user = address.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
        {
            settings.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length > 1)
        {
            settings.Password = Uri.UnescapeDataString(user[1]);
        }

        if (address.AbsolutePath.Length > 1)
        {
            settings.Database = Uri.UnescapeDataString(address.AbsolutePath[1..]);
        }

        foreach (string option in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = option.Split('=', 2);
            string name = Uri.UnescapeDataString(pair[0]);
            string value = pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : "";
            settings[Keyword(name)] = value.Replace("verify-ca", "VerifyCA", StringComparison.Ordinal).Replace("verify-full", "VerifyFull", StringComparison.Ordinal);
        }

        return settings;
    }

    /// <summary>The keyword of an option as PostgreSQL's own tools spell it.</summary>
    private static string Keyword(string option) => option switch
    {
        "host" => "Host",
        "sslmode" => "SSL Mode",
        "sslrootcert" => "Root Certificate",
        "sslcert" => "SSL Certificate",
        "sslkey" => "SSL Key",
        "connect_timeout" => "Timeout",
        "application_name" => "Application Name",
        "options" => "Options",
        _ => option,
    };
}
