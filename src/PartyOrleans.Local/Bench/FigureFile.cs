using System.Globalization;
using System.Text.Json;
using PartyOrleans.Local.Output;

namespace PartyOrleans.Local.Bench;

/// <summary>What a benchmark measured.</summary>
/// <param name="Records">Records that it was measured on.</param>
/// <param name="Figures">Each figure with its unit.</param>
internal sealed record BenchFigures(long Records, IReadOnlyList<(string Name, double Value, string Unit)> Figures)
{
    /// <summary>What was asked for, where the figures follow from it: name and value, no secrets.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings { get; init; } = [];

    /// <summary>Further figures, which who watches was shown in another form.</summary>
    public IReadOnlyList<(string Name, double Value, string Unit)> Shown { get; init; } = [];
}

/// <summary>Figures as a file that can be committed, with the machine and the build that they belong to.</summary>
internal static class FigureFile
{
    /// <summary>Writes the file, and the figures for who watches.</summary>
    /// <param name="console">Output.</param>
    /// <param name="folder">Where the file goes; made where there is none.</param>
    /// <param name="name">First part of the file's name; the commit follows.</param>
    /// <param name="figures">What was measured.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task WriteAsync(
        HubConsole console, string folder, string name, BenchFigures figures, CancellationToken cancellationToken)
    {
        void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteString("version", BenchMachine.Version);
            json.WriteNumber("records", figures.Records);
            BenchMachine.Write(json);
            if (figures.Settings.Count > 0)
            {
                json.WriteStartObject("settings");
                foreach ((string setting, string value) in figures.Settings)
                {
                    json.WriteString(setting, value);
                }

                json.WriteEndObject();
            }

            json.WriteStartArray("figures");
            foreach ((string figure, double value, string unit) in figures.Figures.Concat(figures.Shown))
            {
                json.WriteStartObject();
                json.WriteString("name", figure);
                json.WriteNumber("value", Math.Round(value, 4));
                json.WriteString("unit", unit);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"{name}-{BenchMachine.Commit}.json");
        await OutputFile.WriteAsync(path, console, async stream =>
        {
            await using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
            Write(json);
            await json.FlushAsync(cancellationToken);
            stream.WriteByte((byte)'\n');
        });
        console.Document(Write);
        foreach ((string figure, double value, string unit) in figures.Figures)
        {
            console.Line(string.Create(CultureInfo.InvariantCulture, $"{figure,-34}{value,14:N3} {unit}"));
        }

        console.Line($"{path} written.");
    }
}
