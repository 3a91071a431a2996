using System.Globalization;
using CsvHelper;
using PartyOrleans.Local.Evaluation;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution;

namespace PartyOrleans.Local.Commands;

/// <summary>
/// A file of labels to learn from: CSV with <c>left</c>, <c>right</c> and <c>label</c>, or with <c>record_id</c> and <c>entity_id</c>.
/// Unlike a file to score against, it is refused where a line of it cannot be understood: a label misread teaches the wrong thing.
/// </summary>
internal sealed class TrainingLabels
{
    private const string Needed = "left, right and label, or record_id and entity_id";
    private static readonly string[] PairColumns = ["left", "right", "label"];
    private static readonly string[] EntityColumns = ["record_id", "entity_id"];
    private static readonly string[] MatchWords = ["1", "true", "yes", "match", "positive"];
    private static readonly string[] NonMatchWords = ["0", "false", "no", "no match", "no-match", "no_match", "non-match", "nonmatch", "negative"];

    private TrainingLabels()
    {
    }

    /// <summary>Labelled pairs, in the order of the file.</summary>
    public List<LabelledPair> Pairs { get; } = [];

    /// <summary>Records with their entities, in the order of the file.</summary>
    public List<(string Record, string Entity)> Entities { get; } = [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="CommandException">It is missing, unreadable, lacks a column, or a line of it has no record, entity or known label.</exception>
    public static TrainingLabels Read(string path)
    {
        var labels = new TrainingLabels();
        try
        {
            using CsvReader reader = CsvReader.FromFile(path, new CsvReaderOptions { Separator = ',', TrackLineNumbers = true });
            int[]? pair = Columns(reader.Headers, PairColumns);
            int[] columns = pair ?? Columns(reader.Headers, EntityColumns) ?? throw Refused(path, 1, $"there are no columns {Needed}");
            while (reader.Read())
            {
                string[] cells = [.. columns.Select(column => column < reader.FieldCount ? reader.GetString(column).Trim() : "")];
                if (Array.IndexOf(cells, "") is >= 0 and int empty)
                {
                    throw Refused(path, reader.LineNumber, $"{(pair is null ? EntityColumns : PairColumns)[empty]} is empty");
                }

                if (pair is null)
                {
                    labels.Entities.Add((cells[0], cells[1]));
                }
                else
                {
                    bool isMatch = IsMatch(cells[2]) ?? throw Refused(
                        path, reader.LineNumber, "the label is none of 1, true, yes, match, positive, 0, false, no, no match, non-match, negative");
                    labels.Pairs.Add(new LabelledPair(cells[0], cells[1], isMatch));
                }
            }
        }
        catch (CsvFormatException error)
        {
            throw Refused(path, Math.Max(1, error.LineNumber), $"cannot be read: {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Input, $"{path}: cannot be read: {error.Message}", error);
        }

        return labels;
    }

    /// <summary>The labels about records that were taken; entities are turned into candidate pairs.</summary>
    /// <param name="records">The records.</param>
    /// <param name="bundle">The bundle, whose blocking rules say which pairs of entities are drawn.</param>
    /// <param name="use">What of the file was of use.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IReadOnlyList<PairLabel> PairsAmong(BulkResolution records, Bundle bundle, out LabelUse use, CancellationToken cancellationToken)
    {
        string[] names = [.. Pairs.SelectMany(pair => new[] { pair.Left, pair.Right }).Concat(Entities.Select(entity => entity.Record)).Distinct(StringComparer.Ordinal)];
        IReadOnlyDictionary<string, RecordKey?> keys = records.Named(names);
        int unknown = names.Count(name => !keys.ContainsKey(name));
        use = new LabelUse(Pairs.Count + Entities.Count, unknown, names.Count(name => keys.TryGetValue(name, out RecordKey? key) && key is null));
        if (Entities.Count > 0)
        {
            return records.DrawPairs(bundle, EntityOf(keys, ref use), BulkResolution.MostDrawnPairs, cancellationToken);
        }

        var labels = new List<PairLabel>(Pairs.Count);
        foreach (LabelledPair pair in Pairs)
        {
            if (keys.GetValueOrDefault(pair.Left) is not { } left || keys.GetValueOrDefault(pair.Right) is not { } right || left == right)
            {
                use = use with { UnusedLines = use.UnusedLines + 1 };
            }
            else
            {
                labels.Add(new PairLabel(new RecordPair(left, right), pair.IsMatch));
            }
        }

        return labels;
    }

    /// <summary>The entity of each record; one that is said to be of two is of none.</summary>
    private Dictionary<RecordKey, string> EntityOf(IReadOnlyDictionary<string, RecordKey?> keys, ref LabelUse use)
    {
        var entities = new Dictionary<RecordKey, string>();
        var doubted = new HashSet<RecordKey>();
        foreach ((string record, string entity) in Entities)
        {
            if (keys.GetValueOrDefault(record) is not { } key)
            {
                use = use with { UnusedLines = use.UnusedLines + 1 };
            }
            else if (!entities.TryAdd(key, entity) && !string.Equals(entities[key], entity, StringComparison.Ordinal))
            {
                doubted.Add(key);
            }
        }

        foreach (RecordKey key in doubted)
        {
            entities.Remove(key);
        }

        use = use with { Contradicted = doubted.Count };
        return entities;
    }

    private static bool? IsMatch(string label) =>
        MatchWords.Contains(label, StringComparer.OrdinalIgnoreCase) ? true
        : NonMatchWords.Contains(label, StringComparer.OrdinalIgnoreCase) ? false
        : null;

    private static int[]? Columns(IReadOnlyList<string> headers, string[] names)
    {
        string[] trimmed = [.. headers.Select(header => header.Trim())];
        int[] columns = [.. names.Select(name => Array.FindIndex(trimmed, header => string.Equals(header, name, StringComparison.OrdinalIgnoreCase)))];
        return columns.Contains(-1) ? null : columns;
    }

    private static CommandException Refused(string path, long line, string reason, Exception? cause = null) =>
        new(ExitCode.Input, string.Create(CultureInfo.InvariantCulture, $"{path}: line {line}: {reason}."), cause);
}

/// <summary>What of a file of labels was of use.</summary>
/// <param name="Lines">Lines, the header not counted.</param>
/// <param name="Unknown">Distinct records that the inputs do not have.</param>
/// <param name="Ambiguous">Distinct record ids alone that several records of the inputs have.</param>
/// <param name="UnusedLines">Lines with such a record, or that name one record twice.</param>
/// <param name="Contradicted">Pairs labelled both ways, or records of two entities.</param>
internal readonly record struct LabelUse(int Lines, int Unknown, int Ambiguous, int UnusedLines = 0, int Contradicted = 0);
