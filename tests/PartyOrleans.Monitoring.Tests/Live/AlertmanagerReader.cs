using System.Text.Json.Nodes;

namespace PartyOrleans.Monitoring.Tests.Live;

/// <summary>An alert as Alertmanager holds it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsSuppressed">Whether another one silences it.</param>
/// <param name="Labels">Its labels.</param>
internal sealed record HeldAlert(string Name, bool IsSuppressed, IReadOnlyDictionary<string, string> Labels);

/// <summary>Asks Alertmanager.</summary>
/// <param name="http">A client of it.</param>
internal sealed class AlertmanagerReader(HttpClient http)
{
    /// <summary>The alerts that it holds.</summary>
    public async Task<IReadOnlyList<HeldAlert>> AlertsAsync() =>
        [.. JsonNode.Parse(await http.GetStringAsync("/api/v2/alerts"))!.AsArray().Select(alert => Read(alert!))];

    /// <summary>How it groups them: labels of each group, and names of its alerts.</summary>
    public async Task<IReadOnlyList<(string Labels, string[] Names)>> GroupsAsync() =>
    [
        .. JsonNode.Parse(await http.GetStringAsync("/api/v2/alerts/groups"))!.AsArray().Select(group => (
            group!["labels"]!.ToJsonString() + " to " + group["receiver"]!["name"]!.GetValue<string>(),
            group["alerts"]!.AsArray().Select(alert => Read(alert!).Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray())),
    ];

    /// <summary>Whether one alert is held and silenced while another one is held and told of.</summary>
    public async Task<bool> SilencesAsync(string cause, string consequence) => Silences(await AlertsAsync(), cause, consequence);

    /// <summary>Whether an alert is told among some that Alertmanager holds, and one of those that follow from it is silenced.</summary>
    public static bool Silences(IReadOnlyList<HeldAlert> alerts, string cause, params string[] consequences) =>
        alerts.Any(alert => alert.Name == cause && !alert.IsSuppressed) && alerts.Any(alert => consequences.Contains(alert.Name, StringComparer.Ordinal) && alert.IsSuppressed);

    private static HeldAlert Read(JsonNode alert)
    {
        Dictionary<string, string> labels = alert["labels"]!.AsObject().ToDictionary(label => label.Key, label => label.Value!.GetValue<string>(), StringComparer.Ordinal);
        return new HeldAlert(labels["alertname"], alert["status"]!["state"]!.GetValue<string>() == "suppressed", labels);
    }
}
