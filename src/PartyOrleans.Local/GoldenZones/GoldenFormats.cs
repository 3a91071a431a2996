using PartyOrleans.Connectors.GoldenZone;

namespace PartyOrleans.Local.GoldenZones;

/// <summary>The file formats that this build has: all have JSON Lines, those with Parquet that too.</summary>
internal static partial class GoldenFormats
{
    /// <summary>The format of a name; null where this build has none of that name.</summary>
    public static IGoldenFormat? Find(string name) => All.FirstOrDefault(format => string.Equals(format.Name, name, StringComparison.Ordinal));

    /// <summary>Why a name cannot be used as a format here.</summary>
    public static string WhyAbsent(string name) => string.Equals(name, "parquet", StringComparison.Ordinal)
        ? $"Parquet is not in this build, since its package was not to be had when it was made; allowed here is {Names}"
        : $"golden zones are not written as {name}; allowed is {Names}";

    private static string Names => string.Join(", ", All.Select(format => format.Name));

    private static IReadOnlyList<IGoldenFormat> All { get; } = Built();

    /// <summary>Adds what this build has beyond text to the inputs that it reads.</summary>
    public static void RegisterInputs() => RegisterParquet();

    private static List<IGoldenFormat> Built()
    {
        List<IGoldenFormat> formats = [JsonLinesFormat.Instance];
        AddParquet(formats);
        return formats;
    }

    /// <summary>Adds Parquet where it is built.</summary>
    static partial void AddParquet(List<IGoldenFormat> formats);

    /// <summary>Reads Parquet where it is built.</summary>
    static partial void RegisterParquet();
}
