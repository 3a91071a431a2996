using CsvHelper;
using PartyOrleans.Local.Commands;
using PartyOrleans.Model;

namespace PartyOrleans.Local.Evaluation;

/// <summary>A record's key with the name of the party or entity it is said to belong to. The source may be empty.</summary>
internal readonly record struct Membership(RecordKey Key, string Party);

/// <summary>A pair of records, each as <c>record id</c> or <c>source/record id</c>, with whether they are the same party.</summary>
internal readonly record struct LabelledPair(string Left, string Right, bool IsMatch);

/// <summary>Reads cluster files, truth files and labelled pairs: CSV with a header, names in any case.</summary>
internal static class LabelFile
{
    /// <summary>Reads a cluster file: <c>record_id</c>, <c>party_id</c>, and <c>source</c> where there are several.</summary>
    /// <exception cref="CommandException">The file is missing, unreadable, or lacks a column.</exception>
    public static List<Membership> ReadClusters(string path) =>
        Read(path, ["record_id", "party_id"], ["source"], cells => new Membership(new RecordKey(cells[2], cells[0]), cells[1]));

    /// <summary>Reads a truth file: <c>record_id</c> (as <c>source/record id</c> where there are several sources) and <c>entity_id</c>.</summary>
    /// <exception cref="CommandException">The file is missing, unreadable, or lacks a column.</exception>
    public static List<Membership> ReadTruth(string path) =>
        Read(path, ["record_id", "entity_id"], [], cells => new Membership(new RecordKey("", cells[0]), cells[1]));

    /// <summary>Reads labelled pairs: <c>left</c>, <c>right</c>, and <c>label</c> (1, true, positive, match or yes: the same party).</summary>
    /// <exception cref="CommandException">The file is missing, unreadable, or lacks a column.</exception>
    public static List<LabelledPair> ReadPairs(string path) =>
        Read(path, ["left", "right", "label"], [], cells => new LabelledPair(cells[0], cells[1], IsMatch(cells[2])));

    private static bool IsMatch(string label) => label.ToLowerInvariant() is "1" or "true" or "positive" or "match" or "yes";

    private static List<T> Read<T>(string path, string[] required, string[] optional, Func<string[], T> row)
    {
        try
        {
            using CsvReader reader = CsvReader.FromFile(path, new CsvReaderOptions { Separator = ',' });
            string[] names = [.. required, .. optional];
            int[] columns = Locate(path, reader.Headers, names, required.Length);
            var rows = new List<T>();
            string[] cells = new string[names.Length];
            while (reader.Read())
            {
                for (int i = 0; i < columns.Length; i++)
                {
                    cells[i] = columns[i] >= 0 && columns[i] < reader.FieldCount ? reader.GetString(columns[i]).Trim() : "";
                }

                rows.Add(row(cells));
            }

            return rows;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CsvFormatException)
        {
            throw new CommandException(ExitCode.Input, $"{path}: cannot be read: {error.Message}", error);
        }
    }

    private static int[] Locate(string path, IReadOnlyList<string> headers, string[] names, int required)
    {
        int[] columns = new int[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            columns[i] = -1;
            for (int header = 0; header < headers.Count && columns[i] < 0; header++)
            {
                columns[i] = string.Equals(headers[header].Trim(), names[i], StringComparison.OrdinalIgnoreCase) ? header : -1;
            }

            if (columns[i] < 0 && i < required)
            {
                throw new CommandException(
                    ExitCode.Input, $"{path}: line 1: there is no column {names[i]}; needed are {string.Join(", ", names[..required])}.");
            }
        }

        return columns;
    }
}
