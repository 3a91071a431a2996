using System.Globalization;

namespace PartyOrleans.Local.Output;

/// <summary>Numbers as people read them, the same in every locale.</summary>
internal static class Figures
{
    /// <summary>A count with thousands separated: 1,234,567.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A share or score with five decimals at most: 0.99631.</summary>
    public static string Score(double score) => score.ToString("0.0####", CultureInfo.InvariantCulture);

    /// <summary>Match weight with its sign: +12.3.</summary>
    public static string Bits(double bits) => bits.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    /// <summary>A probability; close to 0 or 1 with as many digits as it takes to tell it from them.</summary>
    public static string Probability(double probability) => probability switch
    {
        <= 0 => "0",
        >= 1 => "1",
        < 0.0001 => probability.ToString("0.0e-0", CultureInfo.InvariantCulture),
        > 0.9999 => "1 - " + (1 - probability).ToString("0.0e-0", CultureInfo.InvariantCulture),
        _ => probability.ToString("0.####", CultureInfo.InvariantCulture),
    };

    /// <summary>A duration: 850 ms, 12.3 s, 4 min 05 s, 2 h 03 min.</summary>
    public static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds:00} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes:00} min"),
    };

    /// <summary>Things per second.</summary>
    public static string Rate(long count, TimeSpan time) =>
        time <= TimeSpan.Zero ? "" : $"{Count((long)(count / time.TotalSeconds))}/s";

    /// <summary>A count with its noun: 1 record, 2 records, 3 parties.</summary>
    public static string Of(long count, string singular, string? plural = null) => $"{Count(count)} {(count == 1 ? singular : plural ?? singular + "s")}";
}
