using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using PartyOrleans.Client;
using PartyOrleans.Local.Output;
using Spectre.Console;

namespace PartyOrleans.Local.Pipelines;

/// <summary>Runs as text or JSON.</summary>
internal static class RunReport
{
    /// <summary>Stands for a pipeline that has not run.</summary>
    public static PipelineRun None(string pipeline) => new(pipeline, 0, "never", "", default, default, DeadlineMissed: false, 0, []);

    /// <summary>Writes runs, a line each.</summary>
    public static void WriteList(HubConsole console, IReadOnlyList<PipelineRun> runs)
    {
        var table = new Table { Border = TableBorder.None };
        table.AddColumns("pipeline", "run", "state", "started by", "due", "took", "");
        foreach (PipelineRun run in runs)
        {
            table.AddRow(
                Markup.Escape(run.Pipeline), run.Number == 0 ? "" : Figures.Count(run.Number), run.State, run.Trigger, run.Number == 0 ? "" : Time(run.Due), Took(run.Seconds),
                Markup.Escape(run.DeadlineMissed ? $"late. {run.Failure}".Trim() : run.Failure ?? ""));
        }

        console.Show(table);
        console.Document(json =>
        {
            json.WriteStartArray();
            foreach (PipelineRun run in runs.Where(run => run.Number > 0))
            {
                JsonSerializer.Serialize(json, run, RunReportJson.Default.PipelineRun);
            }

            json.WriteEndArray();
        });
    }

    /// <summary>Writes a run with its steps.</summary>
    public static void WriteRun(HubConsole console, PipelineRun run)
    {
        console.Document(json => JsonSerializer.Serialize(json, run, RunReportJson.Default.PipelineRun));
        string started = run.Actor is null ? run.Trigger : $"{run.Trigger} ({run.Actor})";
        console.Line($"{run.Pipeline}, run {run.Number}: {run.State}; started by {started}, due {Time(run.Due)}{(run.Seconds is null ? "" : ", took " + Took(run.Seconds))}"
            + $"{(run.DeadlineMissed ? "; it had not ended by its deadline" : "")}.");
        var table = new Table { Border = TableBorder.None };
        table.AddColumns("step", "kind", "state", "tries", "took", "counts", "");
        foreach (PipelineStepRun step in run.Steps)
        {
            table.AddRow(
                Markup.Escape(step.Name), Markup.Escape(step.Kind), step.State, Figures.Count(step.Attempts), Took(step.Seconds),
                Markup.Escape(string.Join(", ", step.Counts.Select(count => $"{count.Name} {Figures.Count(count.Count)}"))),
                Markup.Escape(step.Failure ?? step.Warning ?? step.Note ?? ""));
        }

        console.Show(table);
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Took(double? seconds) => seconds is { } known ? Figures.Duration(TimeSpan.FromSeconds(known)) : "";
}

/// <summary>How runs are written: as the API does.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PipelineRun))]
internal sealed partial class RunReportJson : JsonSerializerContext;
