using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PartyOrleans.Connectors.Tests.GoldenZone;

/// <summary>A golden zone as a program sees it that knows nothing of it but its documentation: files, gzip, and JSON.</summary>
internal sealed class PlainZone
{
    private PlainZone(JsonElement manifest, IReadOnlyList<JsonElement> current, IReadOnlyList<JsonElement> history, IReadOnlyList<JsonElement> changes) =>
        (Manifest, Current, History, Changes) = (manifest, current, history, changes);

    public JsonElement Manifest { get; }

    public IReadOnlyList<JsonElement> Current { get; }

    public IReadOnlyList<JsonElement> History { get; }

    public IReadOnlyList<JsonElement> Changes { get; }

    /// <summary>Reads what the manifest names, and checks it against the manifest.</summary>
    public static PlainZone Read(string folder)
    {
        JsonElement manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "_manifest.json"))).RootElement;
        var zone = new PlainZone(manifest, ReadTable(folder, manifest, "current"), ReadTable(folder, manifest, "history"), ReadTable(folder, manifest, "changes"));
        zone.Current.Count.ShouldBe(manifest.GetProperty("current_rows").GetInt32());
        zone.History.Count.ShouldBe(manifest.GetProperty("history_rows").GetInt32());
        string sums = string.Concat(manifest.GetProperty("current").EnumerateArray().Select(file => file.GetProperty("sha256").GetString() + "\n"));
        manifest.GetProperty("current_sha256").GetString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(sums))));
        return zone;
    }

    /// <summary>All versions of each party, oldest first.</summary>
    public SortedDictionary<string, List<JsonElement>> Versions()
    {
        var versions = new SortedDictionary<string, List<JsonElement>>(StringComparer.Ordinal);
        foreach (JsonElement row in History.Concat(Current).OrderBy(row => row.GetProperty("version").GetInt64()))
        {
            string party = Text(row, "party_id")!;
            if (!versions.TryGetValue(party, out List<JsonElement>? list))
            {
                versions.Add(party, list = []);
            }

            list.Add(row);
        }

        return versions;
    }

    /// <summary>The content hash of a row, computed from its lineage as the documentation says.</summary>
    public static string HashOf(JsonElement row)
    {
        var text = new StringBuilder();
        text.Append(Text(row, "party_type") switch { "person" => '1', "organisation" => '2', _ => '0' });
        foreach (JsonElement key in row.GetProperty("records").EnumerateArray())
        {
            text.Append('\u001E').Append(Text(key, "source")).Append('\u001F').Append(Text(key, "record_id"));
        }

        foreach (JsonElement cell in row.GetProperty("lineage").EnumerateArray())
        {
            text.Append('\u001D').Append(Text(cell, "attribute")).Append('\u001F').Append(cell.GetProperty("group").GetInt32());
            text.Append('\u001F').Append(Text(cell, "value")).Append('\u001F').Append(Text(cell, "source"));
            text.Append('\u001F').Append(Text(cell, "record_id")).Append('\u001F').Append(Text(cell, "rule"));
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))[..16]);
    }

    public static string? Text(JsonElement row, string name) => row.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    public static DateTimeOffset? Time(JsonElement row, string name) => Text(row, name) is { } text ? DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : null;

    /// <summary>All text of all files below a folder, decompressed.</summary>
    public static string AllText(string folder)
    {
        var all = new StringBuilder();
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            all.AppendLine(file).AppendLine(file.EndsWith(".gz", StringComparison.Ordinal) ? Unzipped(file) : File.ReadAllText(file));
        }

        return all.ToString();
    }

    private static List<JsonElement> ReadTable(string folder, JsonElement manifest, string table)
    {
        var rows = new List<JsonElement>();
        foreach (JsonElement file in manifest.GetProperty(table).EnumerateArray())
        {
            string path = Path.Combine(folder, Text(file, "key")!);
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))).ShouldBe(Text(file, "sha256"), path);
            string[] lines = Unzipped(path).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            lines.Length.ShouldBe(file.GetProperty("rows").GetInt32(), path);
            rows.AddRange(lines.Select(line => JsonDocument.Parse(line).RootElement));
        }

        return rows;
    }

    private static string Unzipped(string path)
    {
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var text = new StreamReader(gzip, Encoding.UTF8);
        return text.ReadToEnd();
    }
}
