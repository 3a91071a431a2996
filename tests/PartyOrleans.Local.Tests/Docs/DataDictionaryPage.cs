using System.Globalization;
using System.Reflection;
using PartyOrleans.Connectors.GoldenZone;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Storage;
using PartyOrleans.Storage.History;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Local.Tests.Docs;

/// <summary>docs/data-dictionary.md: attributes, numbers that are stored, events, columns of the golden zone, tables of both stores.</summary>
internal static class DataDictionaryPage
{
    private static readonly Type[] Numbered =
    [
        typeof(PartyType), typeof(PartyEventKind), typeof(ReviewEventKind), typeof(JudgementKind), typeof(ChangeKind), typeof(DeadLetterKind), typeof(DeadLetterState), typeof(MaskKind),
        typeof(PartyState), typeof(SealedKind), typeof(ChainKind), typeof(KeyPurpose),
    ];

    /// <summary>The page.</summary>
    public static string Write()
    {
        var page = new MarkdownText();
        page.Heading(1, "Data dictionary")
            .Paragraph("This page is written by the tests from the model and the migrations, and one of them fails where it is not what they say.")
            .Heading(2, "Canonical attributes")
            .Paragraph(
                "Every mapping targets these. Any of them may have several values; the parts of one name or address carry the same group. `Masked as` is what a caller without `read:pii` sees where the bundle says nothing else.")
            .Table(["attribute", "meaning", "masked as", "column of the golden zone"], Attributes.Plain.Select(attribute => AttributeRow(attribute, MeaningOf(attribute))))
            .Paragraph($"Identifiers are `{Attributes.IdentifierPrefix}TYPE`, relations `{Attributes.RelationPrefix}ROLE` with the key of another record. Columns of a source that nothing maps are kept as its payload.")
            .Table(
                ["identifier", "sealed, and found by a keyed hash only", "masked as", "column of the golden zone"],
                Attributes.IdentifierTypes.Order(StringComparer.Ordinal).Select(type =>
                    AttributeRow(Attributes.IdentifierPrefix + type, PrivacyPolicy.DefaultSensitive.Contains(type, StringComparer.Ordinal) ? "yes" : "no")))
            .Heading(2, "Events")
            .Paragraph("What a hub tells its feed and sinks, each in the form of its [schema](schemas/).")
            .Table(["type", "schema"], Directory.EnumerateFiles(Path.Combine(DocsFolder.Top, "docs", "schemas"), "*.json").Select(Path.GetFileName).Order(StringComparer.Ordinal)
                .Select(file => new[] { MarkdownText.Code(file![..^".v1.json".Length]), $"[{file}](schemas/{file})" }))
            .Heading(2, "Numbers that are stored");
        foreach (Type numbered in Numbered)
        {
            page.Heading(3, numbered.Name).Paragraph(XmlSummaries.OfType(numbered)).Table(
                ["number", "name", "meaning"],
                numbered.GetFields(BindingFlags.Public | BindingFlags.Static)
                    .Select(field => new[] { Convert.ToInt32(field.GetRawConstantValue(), CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture), field.Name, XmlSummaries.OfField(field) }));
        }

        page.Heading(2, "Tables").Paragraph(
            "A store in a SQLite file keeps the audit log, keys of access and documents of operation in files of their own beside it; in PostgreSQL all are tables of one schema. Times are ticks of 100 ns since 0001-01-01 UTC. "
            + "`source`, `left_source` and `right_source` hold numbers of `symbol`, `kind`, `state` and `purpose` those above. What records, golden versions, events, judgements and dead letters say is sealed row by row "
            + "([decision 0017](decisions/0017-rows-are-sealed-one-by-one.md)).");
        IReadOnlyList<SqlTable> server = SqlTables.PostgreSql();
        foreach ((string file, IReadOnlyList<SqlTable> tables) in SqlTables.Sqlite())
        {
            page.Heading(3, file == "the store" ? "In the store" : $"In STORE{file}");
            foreach (SqlTable table in tables.OrderBy(table => table.Name, StringComparer.Ordinal))
            {
                Describe(page, table, server.SingleOrDefault(one => one.Name == table.Name));
            }
        }

        HashSet<string> shown = [.. SqlTables.Sqlite().SelectMany(file => file.Tables).Select(table => table.Name)];
        if (server.Any(table => !shown.Contains(table.Name)))
        {
            page.Heading(3, "In PostgreSQL alone");
            foreach (SqlTable table in server.Where(table => !shown.Contains(table.Name)).OrderBy(table => table.Name, StringComparer.Ordinal))
            {
                Describe(page, sqlite: null, table);
            }
        }

        page.Heading(3, "Of a cluster of silos, in PostgreSQL");
        foreach (SqlTable table in SqlTables.Cluster().OrderBy(table => table.Name, StringComparer.Ordinal))
        {
            Describe(page, sqlite: null, table);
        }

        return page.ToString();
    }

    private static void Describe(MarkdownText page, SqlTable? sqlite, SqlTable? server)
    {
        page.Heading(4, (sqlite ?? server)!.Name);
        string[] notes = [.. (sqlite?.Notes ?? []).Concat(server?.Notes ?? []).Distinct(StringComparer.Ordinal)];
        if (notes.Length > 0)
        {
            page.Paragraph(string.Join("\n", notes));
        }

        Dictionary<string, string> here = Types(sqlite), there = Types(server);
        page.Table(
            ["column", "SQLite", "PostgreSQL"],
            here.Keys.Concat(there.Keys).Distinct(StringComparer.Ordinal)
                .Select(column => new[] { MarkdownText.Code(column), here.GetValueOrDefault(column, ""), there.GetValueOrDefault(column, "") }));
    }

    private static Dictionary<string, string> Types(SqlTable? table) => (table?.Columns ?? []).ToDictionary(column => column.Name, column => column.Type, StringComparer.Ordinal);

    private static string[] AttributeRow(string attribute, string meaning)
    {
        AttributeMask mask = PrivacyPolicy.BuiltInMasks.FirstOrDefault(
            one => one.Attribute == attribute, PrivacyPolicy.BuiltInMasks.First(one => one.Attribute == Attributes.IdentifierPrefix + PrivacyPolicy.Any));
        return [MarkdownText.Code(attribute), meaning, mask.Mask == MaskKind.None ? "" : mask.Mask == MaskKind.LastFour ? "last4" : mask.Mask.ToString().ToLowerInvariant(), MarkdownText.Code(GoldenColumns.Names[GoldenColumns.IndexOf(attribute)])];
    }

    private static string MeaningOf(string attribute) => XmlSummaries.OfField(
        typeof(Attributes).GetFields(BindingFlags.Public | BindingFlags.Static).Single(field => field.IsLiteral && (string?)field.GetRawConstantValue() == attribute));
}
