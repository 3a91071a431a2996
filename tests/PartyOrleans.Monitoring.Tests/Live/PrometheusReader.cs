using System.Globalization;
using System.Text.Json.Nodes;

namespace PartyOrleans.Monitoring.Tests.Live;

/// <summary>Asks a Prometheus server.</summary>
/// <param name="http">A client of it.</param>
internal sealed class PrometheusReader(HttpClient http)
{
    /// <summary>How many series a query gives now.</summary>
    /// <exception cref="InvalidOperationException">The server refuses the query.</exception>
    public async Task<int> CountAsync(string query, CancellationToken cancellationToken) => (await ResultAsync(query, cancellationToken)).Count;

    /// <summary>The values of a label in the series that a query gives now, sorted.</summary>
    public async Task<IReadOnlyList<string>> LabelsAsync(string query, string label, CancellationToken cancellationToken) =>
        [.. (await ResultAsync(query, cancellationToken)).Select(series => series!["metric"]![label]?.GetValue<string>() ?? "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The alerts that fire now, but for the one that always does.</summary>
    public Task<IReadOnlyList<string>> FiringAsync(CancellationToken cancellationToken) =>
        LabelsAsync("ALERTS{alertstate=\"firing\",alertname!=\"Watchdog\"}", "alertname", cancellationToken);

    /// <summary>The alerts that fired at any time within the last seconds.</summary>
    public Task<IReadOnlyList<string>> FiredAsync(TimeSpan within, CancellationToken cancellationToken) => LabelsAsync(
        string.Create(CultureInfo.InvariantCulture, $"max_over_time(ALERTS{{alertstate=\"firing\"}}[{(long)within.TotalSeconds}s])"), "alertname", cancellationToken);

    private async Task<JsonArray> ResultAsync(string query, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent([KeyValuePair.Create("query", query)]);
        using HttpResponseMessage response = await http.PostAsync("/api/v1/query", content, cancellationToken);
        JsonNode answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!;
        return answer["status"]!.GetValue<string>() == "success"
            ? answer["data"]!["result"]!.AsArray()
            : throw new InvalidOperationException($"{answer["error"]}: {query}");
    }
}
