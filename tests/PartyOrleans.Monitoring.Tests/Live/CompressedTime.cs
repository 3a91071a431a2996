using System.Globalization;
using System.Text.RegularExpressions;

namespace PartyOrleans.Monitoring.Tests.Live;

/// <summary>
/// The committed configuration, in which every duration is a fraction of what it says: what takes minutes in operation takes seconds in a test.
/// Expressions, thresholds and texts stay as they are.
/// </summary>
internal static partial class CompressedTime
{
    /// <summary>One second stands for so many.</summary>
    private const int Factor = 100;

    /// <summary>The least window, in which there are several scrapes.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(3);

    /// <summary>Rules whose windows and waits are compressed.</summary>
    public static string Rules(string text) => Wait().Replace(Window().Replace(text, match => $"[{Compress(match)}]"), match => $"for: {Compress(match)}");

    /// <summary>A configuration that scrapes and evaluates every second; the exporter, which waits a second for a server that is gone, less often.</summary>
    public static string Configuration(string text) => Interval().Replace(text, "${what}_interval: 1s")
        .Replace("- job_name: postgres\n", "- job_name: postgres\n    scrape_interval: 2s\n    scrape_timeout: 2s\n", StringComparison.Ordinal);

    private static string Compress(Match match)
    {
        double seconds = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * match.Groups[2].Value switch { "s" => 1, "m" => 60, "h" => 3600, _ => 86_400 };
        return string.Create(CultureInfo.InvariantCulture, $"{(long)Math.Max(seconds / Factor, Least.TotalSeconds) * 1000}ms");
    }

    [GeneratedRegex(@"\[(?<number>\d+)(?<unit>[smhd])\]")]
    private static partial Regex Window();

    [GeneratedRegex(@"\bfor: (?<number>\d+)(?<unit>[smhd])\b")]
    private static partial Regex Wait();

    [GeneratedRegex(@"\b(?<what>scrape|evaluation)_interval: \w+")]
    private static partial Regex Interval();
}
