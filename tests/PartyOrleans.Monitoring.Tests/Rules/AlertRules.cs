using System.Text.RegularExpressions;

namespace PartyOrleans.Monitoring.Tests.Rules;

/// <summary>An alert as its file says it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="File">Path of the file.</param>
/// <param name="Expr">Its expression.</param>
/// <param name="Severity">Its severity.</param>
/// <param name="Component">What it is about.</param>
/// <param name="RunbookUrl">Where its runbook is.</param>
internal sealed record AlertRule(string Name, string File, string Expr, string Severity, string Component, string RunbookUrl);

/// <summary>Reads the alerts of all rule files; what promtool accepts is written in one form, which this knows.</summary>
internal static partial class AlertRules
{
    /// <summary>All of them, by file and place.</summary>
    public static IReadOnlyList<AlertRule> All { get; } =
        [.. MonitoringFiles.In("prometheus/rules", "*.yml").SelectMany(file => Alert().Split(File.ReadAllText(file)).Skip(1).Chunk(2).Select(part => Read(file, part[0], part[1])))];

    /// <summary>The expressions of all rules of a file, alerts and recorded ones.</summary>
    public static IEnumerable<string> Expressions(string file) => Expr().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value);

    private static AlertRule Read(string file, string name, string body) => new(
        name, file, Expr().Match(body).Groups[1].Value.Trim(), Severity().Match(body).Groups[1].Value, Component().Match(body).Groups[1].Value, Runbook().Match(body).Groups[1].Value);

    [GeneratedRegex(@"^      - alert: (?<name>\w+)$", RegexOptions.Multiline)]
    private static partial Regex Alert();

    [GeneratedRegex(@"^        expr: (?<expr>(?:\|\n(?:          .*\n)+)|.*)", RegexOptions.Multiline)]
    private static partial Regex Expr();

    [GeneratedRegex(@"severity: (?<severity>\w+)")]
    private static partial Regex Severity();

    [GeneratedRegex(@"component: (?<component>\w+)")]
    private static partial Regex Component();

    [GeneratedRegex(@"runbook_url: (?<url>.*)")]
    private static partial Regex Runbook();
}
