using System.Globalization;
using PartyOrleans.Local.Commands;

namespace PartyOrleans.Local.Access;

/// <summary>Durations as people write them on a command line: <c>30m</c>, <c>8h</c>, <c>7d</c>.</summary>
internal static class Durations
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <summary>Reads a duration.</summary>
    /// <exception cref="CommandException">It is none, or not between nothing and ten years.</exception>
    public static TimeSpan Parse(string text, string option)
    {
        TimeSpan unit = text.Length == 0 ? TimeSpan.Zero : text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => TimeSpan.Zero,
        };
        return unit > TimeSpan.Zero && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count * unit.TotalSeconds <= Longest.TotalSeconds
                ? count * unit
                : throw new CommandException(ExitCode.Usage, $"{option}: '{text}' is no duration up to ten years, such as 30m, 8h or 7d.");
    }
}
