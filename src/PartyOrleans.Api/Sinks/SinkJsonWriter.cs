using System.Text.Json;
using PartyOrleans.Connectors.Outbox;

namespace PartyOrleans.Api.Sinks;

/// <summary>The JSON of sinks.</summary>
internal static class SinkJsonWriter
{
    private static readonly string[] Conditions = ["running", "failing", "disabled", "stopped"];
    private static readonly string[] Breakers = ["closed", "half-open", "open"];

    /// <summary>Writes how a sink is.</summary>
    public static void Write(Utf8JsonWriter json, SinkStatus status)
    {
        json.WriteStartObject();
        json.WriteString("name", status.Name);
        json.WriteString("kind", status.Kind);
        json.WriteString("state", Conditions[(int)status.Condition]);
        json.WriteString("breaker", Breakers[(int)status.Breaker]);
        json.WriteStartObject("delivered");
        json.WriteNumber("event", status.Delivered.Event);
        json.WriteNumber("review", status.Delivered.Review);
        json.WriteEndObject();
        json.WriteNumber("lag_entries", status.LagEntries);
        json.WriteNumber("lag_seconds", Math.Round(status.Lag.TotalSeconds, 3));
        json.WriteNumber("messages", status.Messages);
        WriteTime(json, "delivered_at", status.DeliveredAt);
        WriteTime(json, "failing_since", status.FailingSince);
        WriteText(json, "failure", status.Failure);
        if (status.Halt is { } halt)
        {
            json.WriteStartObject("disabled");
            json.WriteString("at", halt.At);
            WriteText(json, "by", halt.By);
            json.WriteString("reason", halt.Reason);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } at)
        {
            json.WriteString(name, at);
        }
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        if (text.Length > 0)
        {
            json.WriteString(name, text);
        }
    }
}
