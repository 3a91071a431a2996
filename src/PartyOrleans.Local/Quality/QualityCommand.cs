using System.CommandLine;
using System.Globalization;
using PartyOrleans.Api.Quality;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Output;
using PartyOrleans.Quality;
using PartyOrleans.Storage;
using Spectre.Console;

namespace PartyOrleans.Local.Quality;

/// <summary><c>party quality</c>: how good what a store holds is; beside a hub that serves it or without one.</summary>
internal static class QualityCommand
{
    private const string TimeForm = "yyyy-MM-dd HH:mm:ss'Z'";

    private static readonly Option<string?> Expectations = new("--expectations") { Description = "JSON file with expectations; without it the usual ones.", HelpName = "FILE" };

    private static readonly Option<bool> History = new("--history") { Description = "Show the reports that are kept instead of looking." };

    private static readonly Option<bool> Profile = new("--profile") { Description = "Show what the hub holds, attribute by attribute and source by source." };

    /// <summary>Makes the command.</summary>
    public static Command Create() => new Command("quality", "Look at the quality of what the store holds, hold it against expectations, and keep the report.")
    {
        Expectations, History, Profile, SharedOptions.Database,
    }.Does(RunAsync);

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        IReadOnlyList<Expectation> expectations = arguments.GetValue(Expectations) is { } file ? ExpectationList.Load(file) : Expectation.Usual;
        await using IPartyStore store = await StoreAccess.OpenToReadAsync(arguments, cancellationToken);
        await using IOperationsStore documents = await PartyGuards.OpenOperationsAsync(arguments.GetRequiredValue(SharedOptions.Database), cancellationToken);
        var history = new QualityHistory(documents);
        if (arguments.GetValue(History))
        {
            WriteHistory(console, await history.ReadAsync(QualityHistory.MostKept, cancellationToken));
            return ExitCode.Done;
        }

        QualityReport report = await new QualityLook(store, history, TimeProvider.System).RunAsync(expectations, "", cancellationToken);
        console.Document(json => QualityJsonWriter.Write(json, report, withProfile: true));
        console.Line($"report {report.Number}: {Name(report.State)}; {Figures.Of(report.Profile.Records, "record")} are {Figures.Of(report.Profile.Parties, "party", "parties")}.");
        WriteResults(console, report);
        if (arguments.GetValue(Profile))
        {
            WriteProfile(console, report.Profile);
        }

        return report.State == QualityState.Fail ? ExitCode.NotDone : ExitCode.Done;
    }

    private static void WriteResults(HubConsole console, QualityReport report)
    {
        var table = new Table { Border = TableBorder.None };
        table.AddColumns("expectation", "state", "value", "before", "warn", "fail", "");
        foreach (QualityResult result in report.Results)
        {
            table.AddRow(
                Markup.Escape(result.Key), Name(result.State), Number(result.Value), Number(result.Previous), Number(result.Warn), Number(result.Fail), Markup.Escape(result.Note));
        }

        console.Show(table);
    }

    private static void WriteProfile(HubConsole console, QualityProfile profile)
    {
        var attributes = new Table { Border = TableBorder.None };
        attributes.AddColumns("attribute", "parties", "share", "values", "valid");
        foreach (AttributeProfile attribute in profile.Attributes)
        {
            attributes.AddRow(
                Markup.Escape(attribute.Attribute), Figures.Count(attribute.Parties), Number(attribute.Parties / (double)Math.Max(1, profile.Parties)), Figures.Count(attribute.Values),
                attribute.Valid is { } valid ? Figures.Count(valid) : "");
        }

        console.Line();
        console.Show(attributes);
        var sources = new Table { Border = TableBorder.None };
        sources.AddColumns("source", "records", "last new or changed", "dead letters");
        foreach (SourceProfile source in profile.Sources)
        {
            sources.AddRow(
                Markup.Escape(source.Source), Figures.Count(source.Records), source.ChangedAt?.ToString(TimeForm, CultureInfo.InvariantCulture) ?? "", Figures.Count(source.DeadLetters));
        }

        console.Line();
        console.Show(sources);
    }

    private static void WriteHistory(HubConsole console, IReadOnlyList<QualityReport> reports)
    {
        console.Document(json =>
        {
            json.WriteStartArray();
            foreach (QualityReport report in reports)
            {
                QualityJsonWriter.Write(json, report, withProfile: false);
            }

            json.WriteEndArray();
        });
        var table = new Table { Border = TableBorder.None };
        table.AddColumns("report", "at", "state", "records", "parties", "asked for by", "beyond");
        foreach (QualityReport report in reports)
        {
            table.AddRow(
                Figures.Count(report.Number), report.Profile.At.ToString(TimeForm, CultureInfo.InvariantCulture), Name(report.State),
                Figures.Count(report.Profile.Records), Figures.Count(report.Profile.Parties), Markup.Escape(report.Origin),
                Markup.Escape(string.Join(", ", report.Results.Where(result => result.State is QualityState.Warn or QualityState.Fail).Select(result => result.Key))));
        }

        console.Show(table);
    }

    private static string Name(QualityState state) => state.ToString().ToLowerInvariant();

    private static string Number(double? value) => value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "";
}
