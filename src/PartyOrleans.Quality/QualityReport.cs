using System.Text.Json;
using System.Text.Json.Serialization;

namespace PartyOrleans.Quality;

/// <summary>How what was expected turned out.</summary>
public enum QualityState
{
    /// <summary>As expected.</summary>
    Ok,

    /// <summary>It could not be told: nothing to look at, or no runs before.</summary>
    Unknown,

    /// <summary>Somebody should know.</summary>
    Warn,

    /// <summary>Not as expected.</summary>
    Fail,
}

/// <summary>One look at what a hub holds.</summary>
/// <param name="Number">Which look, from 1.</param>
/// <param name="Profile">What it holds.</param>
/// <param name="Results">What was expected and how it turned out, in the order of the expectations.</param>
public sealed record QualityReport(long Number, QualityProfile Profile, IReadOnlyList<QualityResult> Results)
{
    /// <summary>What asked for it, such as <c>daily/12/quality</c>; empty where it was somebody by hand.</summary>
    public string Origin { get; init; } = "";

    /// <summary>The worst of the results; what could not be told counts as well.</summary>
    [JsonIgnore]
    public QualityState State =>
        Results.Any(static result => result.State == QualityState.Fail) ? QualityState.Fail
        : Results.Any(static result => result.State == QualityState.Warn) ? QualityState.Warn
        : QualityState.Ok;

    /// <summary>Writes it as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, QualityJson.Default.QualityReport);

    /// <summary>Reads one.</summary>
    /// <exception cref="InvalidDataException">The text is none.</exception>
    public static QualityReport Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, QualityJson.Default.QualityReport) ?? throw new InvalidDataException("A kept quality report is null.");
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException("A kept quality report cannot be read; another version of the program may have written it.", broken);
        }
    }
}

/// <summary>How one expectation turned out.</summary>
/// <param name="Key">What was looked at, see <see cref="Expectation.Key"/>; of each source's freshness with the source.</param>
/// <param name="State">How it turned out.</param>
public sealed record QualityResult(string Key, QualityState State)
{
    /// <summary>The value; null where it could not be told.</summary>
    public double? Value { get; init; }

    /// <summary>The value of the look before; null where there is none.</summary>
    public double? Previous { get; init; }

    /// <summary>The last value that is well; null where nothing warns.</summary>
    public double? Warn { get; init; }

    /// <summary>The last value that does not fail; null where nothing fails.</summary>
    public double? Fail { get; init; }

    /// <summary>Why it could not be told; empty where it could.</summary>
    public string Note { get; init; } = "";
}

/// <summary>How reports are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(QualityReport))]
internal sealed partial class QualityJson : JsonSerializerContext;
