using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Connectors.Adapters;

/// <summary>Times that a contract tells, for messages that come without their schema.</summary>
internal static class DebeziumTimes
{
    private static readonly string[] Units = ["days", "milliseconds", "microseconds", "nanoseconds"];

    /// <summary>Fields with their units.</summary>
    public static Dictionary<string, DebeziumUnit> Of(AdapterSettings settings, List<BundleProblem>? problems)
    {
        var times = new Dictionary<string, DebeziumUnit>(StringComparer.Ordinal);
        if (settings.Find("times") is not { } element)
        {
            return times;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            problems?.Add(new BundleProblem("settings.times", "is not an object from fields to units"));
            return times;
        }

        foreach (JsonProperty field in element.EnumerateObject())
        {
            int unit = field.Value.ValueKind == JsonValueKind.String ? Array.IndexOf(Units, field.Value.GetString()) : -1;
            if (unit < 0)
            {
                problems?.Add(new BundleProblem($"settings.times.{field.Name}", $"is not one of {string.Join(", ", Units)}"));
                continue;
            }

            times[field.Name] = (DebeziumUnit)unit;
        }

        return times;
    }
}

/// <summary>
/// Rows as people would write them: dates and times that come as numbers become ISO 8601, decimals that come as bytes become numbers. What Debezium writes in
/// the place of a large value that did not change is taken from the row before.
/// </summary>
internal sealed class DebeziumRows(Dictionary<string, DebeziumUnit> times, Mapping mapping)
{
    private const string Placeholder = "__debezium_unavailable_value";
    private static readonly long MostDays = DateOnly.MaxValue.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
    private static readonly long LeastDays = -DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    private readonly HashSet<string> mapped = [.. ContractedObjects.ColumnsOf(mapping)];

    /// <summary>Reads a row.</summary>
    /// <param name="row">The row, an object.</param>
    /// <param name="before">The row before, where it was told.</param>
    /// <param name="types">Types of its fields.</param>
    /// <param name="changed">The row with its values rewritten; null where nothing had to be. To be disposed.</param>
    /// <returns>What is wrong; null for nothing.</returns>
    public string? Read(JsonElement row, JsonElement before, DebeziumTypes types, out JsonDocument? changed)
    {
        changed = null;
        ArrayBufferWriter<byte>? buffer = null;
        foreach (JsonProperty field in row.EnumerateObject())
        {
            JsonElement value = field.Value;
            bool isOdd = IsPlaceholder(value) || UnitOf(field, types) is not null;
            if (isOdd)
            {
                buffer = new ArrayBufferWriter<byte>();
                break;
            }
        }

        if (buffer is null)
        {
            return null;
        }

        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (JsonProperty field in row.EnumerateObject())
            {
                if (Write(json, field, before, types) is { } fault)
                {
                    return fault;
                }
            }

            json.WriteEndObject();
        }

        changed = JsonDocument.Parse(buffer.WrittenMemory);
        return null;
    }

    private string? Write(Utf8JsonWriter json, in JsonProperty field, JsonElement before, DebeziumTypes types)
    {
        JsonElement value = field.Value;
        if (IsPlaceholder(value))
        {
            if (before.ValueKind == JsonValueKind.Object && before.TryGetProperty(field.Name, out JsonElement old) && !IsPlaceholder(old))
            {
                value = old;
            }
            else if (mapped.Contains(field.Name))
            {
                return $"{field.Name} holds a placeholder for a large value that did not change, and the row before does not tell it; have the database log whole rows (REPLICA IDENTITY FULL)";
            }
            else
            {
                return null;
            }
        }

        if (UnitOf(field, types) is not { } unit || value.ValueKind == JsonValueKind.Null)
        {
            json.WritePropertyName(field.Name);
            value.WriteTo(json);
            return null;
        }

        string? text = unit.Unit == DebeziumUnit.Decimal ? DecimalOf(value, unit.Scale) : TimeOf(value, unit.Unit);
        json.WritePropertyName(field.Name);
        if (text is null)
        {
            // Not what the types say: the schema of the contract judges what there is.
            value.WriteTo(json);
        }
        else if (unit.Unit == DebeziumUnit.Decimal)
        {
            json.WriteRawValue(text);
        }
        else
        {
            json.WriteStringValue(text);
        }

        return null;
    }

    private (DebeziumUnit Unit, int Scale)? UnitOf(in JsonProperty field, DebeziumTypes types) =>
        types.Find(field) ?? (times.Count > 0 && times.TryGetValue(field.Name, out DebeziumUnit unit) ? (unit, 0) : null);

    private static bool IsPlaceholder(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && JsonMarshal.GetRawUtf8Value(value).Length == Placeholder.Length + 2 && value.ValueEquals(Placeholder);

    private static string? TimeOf(JsonElement value, DebeziumUnit unit)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out long number))
        {
            return null;
        }

        if (unit == DebeziumUnit.Days)
        {
            return number >= LeastDays && number <= MostDays
                ? DateOnly.FromDayNumber((int)(number - LeastDays)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                : null;
        }

        Int128 ticks = unit switch
        {
            DebeziumUnit.Milliseconds => (Int128)number * TimeSpan.TicksPerMillisecond,
            DebeziumUnit.Microseconds => (Int128)number * TimeSpan.TicksPerMicrosecond,
            _ => number / 100,
        } + DateTime.UnixEpoch.Ticks;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks
            ? new DateTime((long)ticks, DateTimeKind.Utc).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture)
            : null;
    }

    private static string? DecimalOf(JsonElement value, int scale)
    {
        if (value.ValueKind != JsonValueKind.String || !value.TryGetBytesFromBase64(out byte[]? bytes) || bytes.Length is 0 or > 64)
        {
            return null;
        }

        var number = new BigInteger(bytes, isUnsigned: false, isBigEndian: true);
        string digits = BigInteger.Abs(number).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        string text = scale == 0 ? digits : $"{digits[..^scale]}.{digits[^scale..]}";
        return number.Sign < 0 ? "-" + text : text;
    }
}
