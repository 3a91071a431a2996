using System.CommandLine;
using PartyOrleans.Api.Privacy;
using PartyOrleans.Local.Export;
using PartyOrleans.Local.Output;
using PartyOrleans.Model;
using PartyOrleans.Storage;
using Spectre.Console;

namespace PartyOrleans.Local.Commands;

/// <summary><c>party search</c>: parties by words of their golden records, best first.</summary>
internal static class SearchCommand
{
    private const int VersionsAtOnce = 20_000;

    private static readonly Argument<string[]> Query = new Argument<string[]>("QUERY")
    {
        Description = "Words of names, addresses, contacts, dates or identifiers, in any order.",
        Arity = ArgumentArity.OneOrMore,
    }.RefusingOptions();

    private static readonly Option<int> Limit = new("--limit", "-n")
    {
        Description = "Most hits to show.",
        HelpName = "N",
        DefaultValueFactory = _ => 10,
    };

    private static readonly Option<string?> Cursor = new("--cursor")
    {
        Description = "Go on after the page that ended with this cursor.",
        HelpName = "CURSOR",
    };

    private static readonly Option<string?> Type = new Option<string?>("--type")
    {
        Description = "Only parties of one type: person or organisation.",
        HelpName = "TYPE",
    }.AcceptOnlyFromAmong("person", "organisation");

    /// <summary>Makes the command.</summary>
    public static Command Create() =>
        new Command("search", "Find parties by words, misspelt or not.")
        {
            Query,
            Limit,
            Cursor,
            Type,
            SharedOptions.Database,
        }.Does(RunAsync);

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        await CatchUpAsync(arguments, console, cancellationToken);
        await using IPartyStore store = await StoreAccess.OpenToReadAsync(arguments, cancellationToken);
        PartyType? type = arguments.GetValue(Type) switch
        {
            "person" => PartyType.Person,
            "organisation" => PartyType.Organisation,
            _ => null,
        };
        string query = string.Join(' ', arguments.GetRequiredValue(Query));
        var page = new PageRequest(arguments.GetValue(Limit), arguments.GetValue(Cursor));
        try
        {
            Write(console, await StoreAccess.SearchOf(store).SearchAsync(new SearchRequest(query, page, type), cancellationToken));
            return ExitCode.Done;
        }
        catch (InvalidCursorException wrong)
        {
            throw new CommandException(ExitCode.Usage, $"--cursor: {wrong.Message}", wrong);
        }
    }

    /// <summary>Brings the index up to date after a load, unless a hub that serves does so.</summary>
    private static async Task CatchUpAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        SearchProgress lag;
        await using (IPartyStore reader = await StoreAccess.OpenToReadAsync(arguments, cancellationToken))
        {
            lag = await StoreAccess.ProjectionOf(reader).ReadSearchProgressAsync(cancellationToken);
        }

        if (lag.IsComplete)
        {
            return;
        }

        try
        {
            await using IPartyStore store = await StoreAccess.OpenToWriteAsync(arguments.GetRequiredValue(SharedOptions.Database), cancellationToken);
            var index = StoreAccess.ProjectionOf(store);
            await WorkProgress.RunAsync(
                console,
                TimeProvider.System,
                async progress =>
                {
                    progress.Begin("indexing", "parties", lag.CommittedVersions - lag.IndexedVersions);
                    for (bool more = true; more;)
                    {
                        more = await index.AdvanceSearchAsync(VersionsAtOnce, cancellationToken);
                        long indexed = (await index.ReadSearchProgressAsync(cancellationToken)).IndexedVersions;
                        progress.Advance(indexed - lag.IndexedVersions);
                        lag = lag with { IndexedVersions = indexed };
                    }

                    return 0;
                });
        }
        catch (StoreException used) when (used.IsTransient)
        {
            console.Note("party: the store is in use, so its search index is not brought up to date here; some parties may not be found.");
        }
    }

    private static void Write(HubConsole console, SearchPage page)
    {
        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("query_words", page.QueryWords);
            json.WriteNumber("matched_words", page.MatchedWords);
            json.WriteBoolean("complete", page.IsComplete);
            json.WriteStartArray("hits");
            foreach (SearchHit hit in page.Hits)
            {
                json.WriteStartObject();
                json.WriteNumber("score", Math.Round(hit.Score, 4));
                json.WriteStartArray("words");
                foreach (SearchMatch match in hit.Words)
                {
                    json.WriteStartObject();
                    json.WriteString("word", match.Word);
                    json.WriteString("how", HowName(match.How));
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteStartObject("golden");
                PartyJson.WriteGolden(json, hit.Golden, NoMask.Instance);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("next", page.Next);
            json.WriteEndObject();
        });
        if (page.Hits.Count == 0)
        {
            console.Line("No party matches.");
            return;
        }

        Table table = new Table().Border(TableBorder.Simple).AddColumns("score", "party", "type", "records", "name", "where", "how");
        foreach (SearchHit hit in page.Hits)
        {
            table.AddRow(
                new Text(hit.Score.ToString("N2", System.Globalization.CultureInfo.InvariantCulture)),
                new Text(hit.Golden.Party.Value),
                new Text(ExportKinds.TypeName(hit.Golden.Type)),
                new Text(hit.Golden.Records.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                new Text(Cells(hit.Golden, "name.", " ")),
                new Text(Cells(hit.Golden, "address.", ", ")),
                new Text(string.Join(", ", hit.Words.Select(match => $"{match.Word}: {HowName(match.How)}"))));
        }

        console.Show(table);
        if (page.MatchedWords < page.QueryWords)
        {
            console.Line($"No party matches all {page.QueryWords} words; these match at least {page.MatchedWords}.");
        }

        if (page.Next is { } next)
        {
            console.Line($"There are more: --cursor {next}");
        }
    }

    private static string Cells(GoldenRecord golden, string prefix, string separator) =>
        string.Join(separator, golden.Cells.Where(cell => cell.Attribute.StartsWith(prefix, StringComparison.Ordinal)).Select(cell => cell.Value).Distinct(StringComparer.Ordinal));

    private static string HowName(SearchMatchKind how) => how switch
    {
        SearchMatchKind.Exact => "exact",
        SearchMatchKind.ExactElsewhere => "exact-elsewhere",
        SearchMatchKind.Prefix => "prefix",
        SearchMatchKind.Nickname => "nickname",
        SearchMatchKind.Similar => "similar",
        SearchMatchKind.SoundsLike => "sounds-like",
        _ => "none",
    };
}
