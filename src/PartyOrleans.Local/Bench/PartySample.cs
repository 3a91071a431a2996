using System.Text.Json;
using PartyOrleans.Local.Commands;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Bench;

/// <summary>Golden records spread over a whole store, and what requests about them say.</summary>
internal static class PartySample
{
    /// <summary>How long between two looks at whether the search index is complete.</summary>
    private static readonly TimeSpan IndexInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Takes so many parties or somewhat more, evenly over the store; all of a smaller one.</summary>
    /// <exception cref="CommandException">The store holds none.</exception>
    public static async Task<List<GoldenRecord>> TakeAsync(string database, int size, CancellationToken cancellationToken)
    {
        await using IPartyStore store = await StoreAccess.OpenToReadAsync(database, cancellationToken);
        long step = Math.Max(1, (await store.CountAsync(cancellationToken)).Parties / size);
        var parties = new List<GoldenRecord>();
        long at = 0;
        await foreach (GoldenRecord golden in store.ReadGoldenAsync(cancellationToken))
        {
            if (at++ % step == 0)
            {
                parties.Add(golden);
            }
        }

        return parties.Count > 0 ? parties : throw new CommandException(ExitCode.Usage, "the store holds no parties to measure on.");
    }

    /// <summary>The path of a party.</summary>
    public static string PathOf(GoldenRecord golden) => "/v1/parties/" + Uri.EscapeDataString(golden.Party.ToString());

    /// <summary>The path of a search for given and family name of a party, a letter of the longer one left out; null where it has no two names.</summary>
    public static string? FuzzySearchOf(GoldenRecord golden)
    {
        string? given = ValueOf(golden, Attributes.NameGiven);
        string? family = ValueOf(golden, Attributes.NameFamily);
        if (given is null || family is null || family.Length < 4)
        {
            return null;
        }

        int cut = family.Length / 2;
        return "/v1/parties?q=" + Uri.EscapeDataString($"{given} {family[..cut]}{family[(cut + 1)..]}");
    }

    /// <summary>Writes the values of a party as members of an open JSON object, as a source that knows it too would give them.</summary>
    public static void WriteValues(Utf8JsonWriter json, GoldenRecord golden)
    {
        foreach (IGrouping<string, GoldenCell> cells in golden.Cells.GroupBy(cell => cell.Attribute))
        {
            json.WriteString(cells.Key, cells.First().Value);
        }
    }

    /// <summary>A record with the values of a party.</summary>
    public static byte[] BodyOf(GoldenRecord golden)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            WriteValues(json, golden);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Waits until a search says that the index holds all.</summary>
    public static async Task IndexedAsync(HttpClient client, string search, CancellationToken cancellationToken)
    {
        while ((await client.GetStringAsync(search, cancellationToken)).Contains("\"is_complete\":false", StringComparison.Ordinal))
        {
            await Task.Delay(IndexInterval, cancellationToken);
        }
    }

    private static string? ValueOf(GoldenRecord golden, string attribute)
    {
        foreach (GoldenCell cell in golden.Cells)
        {
            if (string.Equals(cell.Attribute, attribute, StringComparison.Ordinal))
            {
                return cell.Value;
            }
        }

        return null;
    }
}
