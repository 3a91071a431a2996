using System.Globalization;
using System.Text.RegularExpressions;

namespace PartyOrleans.Monitoring.Tests.Live;

/// <summary>
/// The committed configuration, in which every duration is a fraction of what it says: what takes minutes or days in operation takes seconds in a test.
/// Windows, waits, and bounds that are written as a number of minutes, hours or days; all else of expressions, thresholds and texts stays as it is.
/// </summary>
/// <param name="Factor">One second stands for so many.</param>
internal sealed partial record CompressedTime(int Factor)
{
    /// <summary>The least window and wait, in which there are several scrapes.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(3);

    /// <summary>A day takes 14 minutes, an hour 36 seconds.</summary>
    public static CompressedTime OfMinutes { get; } = new(100);

    /// <summary>A day takes 17 seconds; what is shorter than four hours takes the least there is.</summary>
    public static CompressedTime OfDays { get; } = new(5000);

    /// <summary>Rules whose windows, waits and bounds are compressed. Bounds in seconds are written <c>N * 60</c>, <c>N * 3600</c> or <c>N * 86400</c>.</summary>
    public string Rules(string text) => Bound().Replace(
        Wait().Replace(Back().Replace(Window().Replace(text, match => $"[{Compress(match)}]"), match => $"offset {Compress(match)}"), match => $"for: {Compress(match)}"),
        match => (Number(match) * double.Parse(match.Groups["seconds"].Value, CultureInfo.InvariantCulture) / Factor).ToString("0.######", CultureInfo.InvariantCulture));

    /// <summary>A configuration that scrapes and evaluates every second; the exporter, which waits a second for a server that is gone, less often.</summary>
    public static string Configuration(string text) => Interval().Replace(text, "${what}_interval: 1s")
        .Replace("- job_name: postgres\n", "- job_name: postgres\n    scrape_interval: 2s\n    scrape_timeout: 2s\n", StringComparison.Ordinal);

    /// <summary>Routes whose waits and intervals are compressed; none becomes shorter than a tenth of a second.</summary>
    public string Routes(string text) => RouteWait().Replace(
        text, match => string.Create(CultureInfo.InvariantCulture, $"{match.Groups["what"].Value}: {(long)Math.Max(Seconds(match) / Factor * 1000, Number(match) > 0 ? 100 : 0)}ms"));

    private string Compress(Match match) =>
        string.Create(CultureInfo.InvariantCulture, $"{(long)Math.Max(Seconds(match) / Factor * 1000, Least.TotalMilliseconds)}ms");

    private static double Seconds(Match match) => Number(match) * match.Groups["unit"].Value switch { "s" => 1, "m" => 60, "h" => 3600, _ => 86_400 };

    private static double Number(Match match) => double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\[(?<number>\d+)(?<unit>[smhd])\]")]
    private static partial Regex Window();

    [GeneratedRegex(@"\boffset (?<number>\d+)(?<unit>[smhd])\b")]
    private static partial Regex Back();

    [GeneratedRegex(@"\bfor: (?<number>\d+)(?<unit>[smhd])\b")]
    private static partial Regex Wait();

    [GeneratedRegex(@"\b(?<number>\d+) \* (?<seconds>60|3600|86400)\b")]
    private static partial Regex Bound();

    [GeneratedRegex(@"\b(?<what>scrape|evaluation)_interval: \w+")]
    private static partial Regex Interval();

    [GeneratedRegex(@"\b(?<what>group_wait|group_interval|repeat_interval): (?<number>\d+)(?<unit>[smhd])\b")]
    private static partial Regex RouteWait();
}
