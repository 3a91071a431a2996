using System.Globalization;

namespace PartyOrleans.Local.Serving.Configuration;

/// <summary>Durations as people write them: a number and its unit, <c>500ms</c>, <c>10s</c>, <c>15m</c>, <c>2h</c> or <c>30d</c>.</summary>
internal static class DurationText
{
    private static readonly (string Unit, TimeSpan One)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1)),
    ];

    /// <summary>Reads a duration.</summary>
    public static bool TryRead(string text, out TimeSpan duration)
    {
        duration = default;
        int digits = 0;
        while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] == '.'))
        {
            digits++;
        }

        foreach ((string unit, TimeSpan one) in Units)
        {
            if (text.AsSpan(digits).Trim().Equals(unit, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count)
                && count * one.Ticks < TimeSpan.MaxValue.Ticks)
            {
                duration = one * count;
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes a duration in the largest unit that takes a whole number of it.</summary>
    public static string Write(TimeSpan duration)
    {
        (string unit, TimeSpan one) = Units.LastOrDefault(unit => duration.Ticks >= unit.One.Ticks && duration.Ticks % unit.One.Ticks == 0, Units[0]);
        return string.Create(CultureInfo.InvariantCulture, $"{duration / one}{unit}");
    }
}
