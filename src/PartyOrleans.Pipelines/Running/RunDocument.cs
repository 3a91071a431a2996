using System.Text.Json;
using System.Text.Json.Serialization;

namespace PartyOrleans.Pipelines.Running;

/// <summary>Runs and marks as JSON, as journals keep them.</summary>
public static class RunDocument
{
    /// <summary>Writes a run.</summary>
    public static string Write(PipelineRun run) => JsonSerializer.Serialize(run, RunJson.Default.PipelineRun);

    /// <summary>Reads a run.</summary>
    /// <exception cref="InvalidDataException">The text is none.</exception>
    public static PipelineRun ReadRun(string json) => Read(() => JsonSerializer.Deserialize(json, RunJson.Default.PipelineRun));

    /// <summary>Writes a mark.</summary>
    public static string Write(ScheduleMark mark) => JsonSerializer.Serialize(mark, RunJson.Default.ScheduleMark);

    /// <summary>Reads a mark.</summary>
    /// <exception cref="InvalidDataException">The text is none.</exception>
    public static ScheduleMark ReadMark(string json) => Read(() => JsonSerializer.Deserialize(json, RunJson.Default.ScheduleMark));

    private static T Read<T>(Func<T?> read)
    {
        try
        {
            return read() ?? throw new InvalidDataException($"A kept {typeof(T).Name} is null.");
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"A kept {typeof(T).Name} cannot be read; another version of the program may have written it.", broken);
        }
    }
}

/// <summary>How runs are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PipelineRun))]
[JsonSerializable(typeof(ScheduleMark))]
internal sealed partial class RunJson : JsonSerializerContext;
