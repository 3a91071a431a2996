using System.Globalization;

namespace PartyOrleans.Local.Serving.Configuration;

/// <summary>One setting of a hub that serves: its name, what it takes, and where it goes.</summary>
/// <param name="Name">Dotted name, such as <c>hub.most-waiting</c>.</param>
/// <param name="Takes">What a value must be, with unit and bounds.</param>
/// <param name="Default">The value that holds where none is given, as it would be written.</param>
/// <param name="Effect">What it decides, and what raising it does.</param>
/// <param name="IsList">Whether it takes several values.</param>
/// <param name="Apply">Puts values into the options; null where they are not what the setting takes.</param>
internal sealed record Setting(
    string Name, string Takes, string Default, string Effect, bool IsList, Func<ServiceOptions, IReadOnlyList<string>, ServiceOptions?> Apply)
{
    /// <summary>The name of the environment variable: <c>PARTY_SERVE__HUB__MOST_WAITING</c>.</summary>
    public string Variable => ServiceConfiguration.VariablePrefix + Name.Replace(".", "__", StringComparison.Ordinal).Replace('-', '_').ToUpperInvariant();

    /// <summary>A whole number.</summary>
    public static Setting Whole(
        string name, string unit, long least, long most, string effect, Func<ServiceOptions, long> get, Func<ServiceOptions, long, ServiceOptions> set) => new(
        name,
        string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}, {unit}"),
        get(Defaults).ToString(CultureInfo.InvariantCulture),
        effect,
        IsList: false,
        (options, values) => long.TryParse(values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value >= least && value <= most
            ? set(options, value)
            : null);

    /// <summary>A number.</summary>
    public static Setting Number(
        string name, string unit, double least, double most, string effect, Func<ServiceOptions, double> get, Func<ServiceOptions, double, ServiceOptions> set) => new(
        name,
        string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}, {unit}"),
        get(Defaults).ToString(CultureInfo.InvariantCulture),
        effect,
        IsList: false,
        (options, values) => double.TryParse(values[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= least && value <= most
            ? set(options, value)
            : null);

    /// <summary>A time span.</summary>
    public static Setting Duration(
        string name, TimeSpan least, TimeSpan most, string effect, Func<ServiceOptions, TimeSpan> get, Func<ServiceOptions, TimeSpan, ServiceOptions> set) => new(
        name,
        $"a duration from {DurationText.Write(least)} to {DurationText.Write(most)}",
        DurationText.Write(get(Defaults)),
        effect,
        IsList: false,
        (options, values) => DurationText.TryRead(values[0], out TimeSpan value) && value >= least && value <= most ? set(options, value) : null);

    /// <summary>One of several words.</summary>
    public static Setting Choice<T>(
        string name, IReadOnlyList<(string Word, T Value)> choices, string effect, Func<ServiceOptions, T> get, Func<ServiceOptions, T, ServiceOptions> set) => new(
        name,
        "one of " + string.Join(", ", choices.Select(choice => choice.Word)),
        choices.First(choice => EqualityComparer<T>.Default.Equals(choice.Value, get(Defaults))).Word,
        effect,
        IsList: false,
        (options, values) =>
        {
            foreach ((string word, T value) in choices)
            {
                if (string.Equals(word, values[0], StringComparison.OrdinalIgnoreCase))
                {
                    return set(options, value);
                }
            }

            return null;
        });

    /// <summary>Texts that a check lets pass.</summary>
    public static Setting Texts(
        string name, string takes, string effect, Func<ServiceOptions, IReadOnlyList<string>> get, Func<string, bool> check,
        Func<ServiceOptions, IReadOnlyList<string>, ServiceOptions> set) => new(
        name, takes, string.Join(", ", get(Defaults)), effect, IsList: true, (options, values) => values.All(check) ? set(options, values) : null);

    /// <summary>A text that a check lets pass.</summary>
    public static Setting Text(
        string name, string takes, string effect, Func<ServiceOptions, string> get, Func<string, bool> check, Func<ServiceOptions, string, ServiceOptions> set) => new(
        name, takes, get(Defaults), effect, IsList: false, (options, values) => check(values[0]) ? set(options, values[0]) : null);

    private static ServiceOptions Defaults { get; } = new() { Database = "" };
}
