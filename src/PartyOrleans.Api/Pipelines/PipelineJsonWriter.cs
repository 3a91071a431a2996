using System.Text.Json;
using PartyOrleans.Pipelines.Definitions;
using PartyOrleans.Pipelines.Running;

namespace PartyOrleans.Api.Pipelines;

/// <summary>Writes pipelines and runs as JSON.</summary>
public static class PipelineJsonWriter
{
    /// <summary>Writes a pipeline as an object.</summary>
    public static void Write(Utf8JsonWriter json, PipelineStatus pipeline)
    {
        PipelineDefinition definition = pipeline.Definition;
        json.WriteStartObject();
        json.WriteString("name", definition.Name);
        WriteText(json, "description", definition.Description);
        WriteText(json, "schedule", definition.Schedule?.Text ?? "");
        WriteTime(json, "next_due", pipeline.NextDue);
        if (definition.Deadline is { } deadline)
        {
            json.WriteNumber("deadline_seconds", deadline.TotalSeconds);
        }

        json.WriteStartArray("steps");
        foreach (StepDefinition step in definition.Steps)
        {
            json.WriteStartObject();
            json.WriteString("name", step.Name);
            json.WriteString("kind", step.Kind);
            json.WriteStartArray("after");
            foreach (string before in step.After)
            {
                json.WriteStringValue(before);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteText(json, "trouble", pipeline.Trouble);
        if (pipeline.Last is { } last)
        {
            json.WritePropertyName("last_run");
            Write(json, last);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes a run as an object.</summary>
    public static void Write(Utf8JsonWriter json, PipelineRun run)
    {
        json.WriteStartObject();
        json.WriteString("pipeline", run.Pipeline);
        json.WriteNumber("number", run.Number);
        json.WriteString("state", PipelineInstruments.NameOf(run.State));
        json.WriteString("trigger", PipelineInstruments.NameOf(run.Trigger));
        WriteText(json, "actor", run.Actor);
        WriteText(json, "detail", run.Detail);
        json.WriteString("requested_at", run.RequestedAt);
        json.WriteString("due", run.Due);
        WriteTime(json, "started_at", run.StartedAt);
        WriteTime(json, "ended_at", run.EndedAt);
        WriteDuration(json, run.StartedAt, run.EndedAt);
        WriteTime(json, "deadline", run.Deadline);
        json.WriteBoolean("deadline_missed", run.DeadlineMissed);
        json.WriteNumber("resumes", run.Resumes);
        WriteText(json, "failure", run.Failure);
        json.WriteStartArray("steps");
        foreach (StepRun step in run.Steps)
        {
            Write(json, step);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, StepRun step)
    {
        json.WriteStartObject();
        json.WriteString("name", step.Name);
        json.WriteString("kind", step.Kind);
        json.WriteString("state", PipelineInstruments.NameOf(step.State));
        json.WriteNumber("attempts", step.Attempts);
        WriteTime(json, "started_at", step.StartedAt);
        WriteTime(json, "ended_at", step.EndedAt);
        WriteDuration(json, step.StartedAt, step.EndedAt);
        json.WriteStartArray("counts");
        foreach ((string name, long count) in step.Counts)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteNumber("count", count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteText(json, "failure", step.Failure);
        WriteText(json, step.Warns ? "warning" : "note", step.Note);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        if (text.Length > 0)
        {
            json.WriteString(name, text);
        }
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            json.WriteString(name, known);
        }
    }

    private static void WriteDuration(Utf8JsonWriter json, DateTimeOffset? from, DateTimeOffset? until)
    {
        if (from is { } began && until is { } ended)
        {
            json.WriteNumber("seconds", (ended - began).TotalSeconds);
        }
    }
}
