using System.Collections;
using Microsoft.Extensions.Configuration;
using PartyOrleans.Local.Commands;

namespace PartyOrleans.Local.Serving.Configuration;

/// <summary>A setting that a person gave.</summary>
/// <param name="Where">Where: the option's name.</param>
/// <param name="Name">The setting.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct GivenSetting(string Where, string Name, string Value);

/// <summary>
/// Reads the settings of a hub that serves: a JSON file, then the environment, then the command line, the later winning. A name that is not
/// known, or a value that is not what its setting takes, stops the start with a message that names both.
/// </summary>
/// <param name="settings">The settings that there are.</param>
/// <param name="command">The command that lists them.</param>
internal sealed class ServiceConfiguration(IReadOnlyList<Setting> settings, string command)
{
    /// <summary>What the names of environment variables begin with.</summary>
    public const string VariablePrefix = "PARTY_SERVE__";

    private readonly Dictionary<string, Setting> _byName = settings.ToDictionary(setting => setting.Name, StringComparer.Ordinal);

    /// <summary>The settings of <c>party serve</c>.</summary>
    public static ServiceConfiguration OfServe { get; } = new(ServiceSettings.All, "party serve");

    /// <summary>Puts the settings into options.</summary>
    /// <param name="options">What holds where nothing is said.</param>
    /// <param name="file">A JSON file, such as <c>{"hub": {"most-waiting": 100}}</c>; null for none.</param>
    /// <param name="environment">Variables; those that begin with <see cref="VariablePrefix"/> are read, lists separated by semicolons.</param>
    /// <param name="given">Settings of the command line, lists separated by semicolons.</param>
    /// <exception cref="CommandException">The file cannot be read, a name is not known, or a value is not what its setting takes.</exception>
    public ServiceOptions Read(ServiceOptions options, string? file, IDictionary environment, IReadOnlyList<GivenSetting> given)
    {
        foreach ((string name, IReadOnlyList<string> values) in file is null ? [] : OfFile(file))
        {
            options = Put(options, file!, name, values);
        }

        foreach ((string variable, string value) in VariablesOf(environment))
        {
            string name = variable[VariablePrefix.Length..].Replace("__", ".", StringComparison.Ordinal).Replace('_', '-').ToLowerInvariant();
            options = Put(options, "environment variable " + variable, name, ListOf(name, value));
        }

        foreach (GivenSetting setting in given)
        {
            options = Put(options, setting.Where, setting.Name, ListOf(setting.Name, setting.Value));
        }

        return options;
    }

    /// <summary>The settings of a file with all values of each, sorted by name.</summary>
    private List<(string Name, IReadOnlyList<string> Values)> OfFile(string file)
    {
        IConfigurationRoot root;
        try
        {
            root = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(file), optional: false).Build();
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Usage, $"--config: {file} cannot be read: {failure.InnerException?.Message ?? failure.Message}", failure);
        }

        var given = new List<(string, IReadOnlyList<string>)>();
        Collect(root.GetChildren(), "");
        return given;

        void Collect(IEnumerable<IConfigurationSection> sections, string prefix)
        {
            foreach (IConfigurationSection section in sections)
            {
                string name = prefix + section.Key;
                List<IConfigurationSection> children = [.. section.GetChildren()];
                if (children.Count == 0)
                {
                    given.Add((name, [section.Value ?? ""]));
                }
                else if (_byName.TryGetValue(name, out Setting? setting) && setting.IsList)
                {
                    given.Add((name, [.. children.Select(child => child.Value ?? "")]));
                }
                else
                {
                    Collect(children, name + ".");
                }
            }
        }
    }

    private static IEnumerable<(string Name, string Value)> VariablesOf(IDictionary environment) => environment.Cast<DictionaryEntry>()
        .Select(entry => (Name: (string)entry.Key, Value: (string?)entry.Value ?? ""))
        .Where(variable => variable.Name.StartsWith(VariablePrefix, StringComparison.Ordinal))
        .OrderBy(variable => variable.Name, StringComparer.Ordinal);

    private IReadOnlyList<string> ListOf(string name, string value) => _byName.TryGetValue(name, out Setting? setting) && setting.IsList
        ? value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        : [value];

    private ServiceOptions Put(ServiceOptions options, string where, string name, IReadOnlyList<string> values)
    {
        if (!_byName.TryGetValue(name, out Setting? setting))
        {
            string? nearest = _byName.Keys.MinBy(known => Standardisation.StringSimilarity.DamerauLevenshtein(known, name));
            throw new CommandException(ExitCode.Usage, $"{where}: there is no setting '{name}'; did you mean '{nearest}'? ({command} --settings lists all)");
        }

        if (values.Count == 0)
        {
            values = setting.IsList ? [] : [""];
        }

        return setting.Apply(options, values)
            ?? throw new CommandException(ExitCode.Usage, $"{where}: {name} takes {setting.Takes}, not '{string.Join("; ", values)}'.");
    }
}
