using PartyOrleans.Matching;
using PartyOrleans.Matching.Blocking;
using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Matching.Labels;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Resolution;

/// <summary>Two records with the answer to whether they are one party.</summary>
/// <param name="Pair">The records.</param>
/// <param name="IsMatch">Whether they are one party.</param>
public readonly record struct PairLabel(RecordPair Pair, bool IsMatch);

/// <summary>What labelled pairs of records made of a bundle.</summary>
/// <param name="Bundle">The bundle; the given one where neither model was changed.</param>
/// <param name="Persons">What the model of persons learned.</param>
/// <param name="Organisations">What the model of organisations learned.</param>
/// <param name="Left">Labels that nothing could be learned from.</param>
public sealed record LabelledBundle(Bundle Bundle, LabelResult Persons, LabelResult Organisations, UnusedLabels Left);

/// <summary>Labels that nothing could be learned from, each counted once.</summary>
/// <param name="Unknown">Pairs with a record that was not taken.</param>
/// <param name="Contradicted">Pairs that are labelled both ways.</param>
/// <param name="OfTwoTypes">Pairs of a person and an organisation, which are never compared.</param>
public readonly record struct UnusedLabels(int Unknown, int Contradicted, int OfTwoTypes);

public sealed partial class BulkResolution
{
    /// <summary>Pairs drawn at most for each party type by <see cref="DrawPairs"/>; a second or two of learning.</summary>
    public const int MostDrawnPairs = 20_000;

    /// <summary>The records that names mean: a name is a key as <c>source/record id</c>, else a record id alone.</summary>
    /// <param name="names">The names.</param>
    /// <returns>The key of each name that a record has; null where it is the id alone of several records.</returns>
    public IReadOnlyDictionary<string, RecordKey?> Named(IEnumerable<string> names)
    {
        var wanted = new HashSet<string>(names, StringComparer.Ordinal);
        var byKey = new Dictionary<string, RecordKey?>(StringComparer.Ordinal);
        var byId = new Dictionary<string, RecordKey?>(StringComparer.Ordinal);
        for (int row = 0; row < _records.Rows; row++)
        {
            if (!_records.IsUsed(row))
            {
                continue;
            }

            RecordKey key = _records.KeyOf(row);
            if (wanted.TryGetValue(key.ToString(), out string? name))
            {
                AddOrDoubt(byKey, name, key); // a/b + c and a + b/c read the same
            }

            if (wanted.TryGetValue(key.RecordId, out name))
            {
                AddOrDoubt(byId, name, key);
            }
        }

        foreach ((string name, RecordKey? key) in byId)
        {
            byKey.TryAdd(name, key);
        }

        return byKey;
    }

    /// <summary>
    /// Draws pairs to learn from among the candidate pairs whose records both have a known entity: those with the smallest hashes of
    /// their keys, so a pure function of records, bundle and entities that does not look at the answer.
    /// </summary>
    /// <param name="bundle">The bundle, whose blocking rules make the candidates.</param>
    /// <param name="entities">The entity of each record, as far as it is known.</param>
    /// <param name="most">Pairs at most for each party type.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The pairs in order of their keys.</returns>
    public IReadOnlyList<PairLabel> DrawPairs(
        Bundle bundle, IReadOnlyDictionary<RecordKey, string> entities, int most, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        _encoders.Clear();
        var matcher = new BundleMatcher(bundle, _records);
        var entityOf = new string?[_records.Rows];
        var hashes = new ulong[_records.Rows];
        for (int row = 0; row < entityOf.Length; row++)
        {
            RecordKey key = _records.KeyOf(row);
            if (_records.IsUsed(row) && entities.TryGetValue(key, out entityOf[row]))
            {
                hashes[row] = StableHash.Of(key.RecordId, StableHash.Of(key.Source));
            }
        }

        var persons = new PairDraw(most);
        var organisations = new PairDraw(most);
        CandidatePairs pairs = matcher.Candidates(_parallelism, cancellationToken);
        pairs.ForEach(
            _parallelism,
            () => (Persons: new PairDraw(most), Organisations: new PairDraw(most)),
            (draws, a, b) =>
            {
                if (entityOf[a] is not null && entityOf[b] is not null)
                {
                    ulong hash = StableHash.Combine(Math.Min(hashes[a], hashes[b]), Math.Max(hashes[a], hashes[b]));
                    PairDraw draw = _records.Table.FlagsOf(a).Type == PartyType.Organisation ? draws.Organisations : draws.Persons;
                    if (draw.MayTake(hash))
                    {
                        bool isMatch = string.Equals(entityOf[a], entityOf[b], StringComparison.Ordinal);
                        draw.Add(new DrawnPair(hash, new RecordPair(_records.KeyOf(a), _records.KeyOf(b)), isMatch));
                    }
                }
            },
            draws =>
            {
                lock (persons)
                {
                    persons.Add(draws.Persons);
                    organisations.Add(draws.Organisations);
                }
            },
            cancellationToken);
        return [.. persons.Pairs.Concat(organisations.Pairs).OrderBy(drawn => drawn.Pair).Select(drawn => new PairLabel(drawn.Pair, drawn.IsMatch))];
    }

    /// <summary>
    /// Refines and calibrates a bundle's models by labelled pairs (<see cref="LabelRefinement.Learn"/>); a model that the labels do not
    /// make better stays. The order of the labels has no meaning, and a label that is repeated counts once.
    /// </summary>
    /// <param name="bundle">The bundle, such as one trained on the same records.</param>
    /// <param name="labels">The labels; they must have been chosen without looking at the answer.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ArgumentException">The bundle's models lack a level that a pair has.</exception>
    public LabelledBundle Learn(Bundle bundle, IReadOnlyCollection<PairLabel> labels, CancellationToken cancellationToken)
    {
        _encoders.Clear();
        Dictionary<RecordPair, bool?> answers = AnswersOf(labels);
        Dictionary<RecordKey, int> rows = RowsOf(answers.Keys);
        var matcher = new BundleMatcher(bundle, _records);
        PairComparer comparer = matcher.NewComparer();
        var persons = new List<LabelledPattern>();
        var organisations = new List<LabelledPattern>();
        var unused = default(UnusedLabels);
        foreach ((RecordPair pair, bool? answer) in answers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!rows.TryGetValue(pair.Left, out int a) || !rows.TryGetValue(pair.Right, out int b))
            {
                unused = unused with { Unknown = unused.Unknown + 1 };
            }
            else if (answer is not { } isMatch)
            {
                unused = unused with { Contradicted = unused.Contradicted + 1 };
            }
            else if (_records.Table.FlagsOf(a).Type != _records.Table.FlagsOf(b).Type)
            {
                unused = unused with { OfTwoTypes = unused.OfTwoTypes + 1 };
            }
            else
            {
                ComparisonPattern pattern = comparer.Compare(a, b, out float termBits);
                List<LabelledPattern> patterns = _records.Table.FlagsOf(a).Type == PartyType.Organisation ? organisations : persons;
                patterns.Add(new LabelledPattern(pattern, termBits, isMatch));
            }
        }

        LabelResult personResult = LabelRefinement.Learn(bundle.Persons, persons);
        cancellationToken.ThrowIfCancellationRequested();
        LabelResult organisationResult = LabelRefinement.Learn(bundle.Organisations, organisations);
        Bundle learned = !personResult.IsChanged && !organisationResult.IsChanged
            ? bundle
            : bundle with { Name = bundle.Name + "+labels", Persons = personResult.Model, Organisations = organisationResult.Model };
        return new LabelledBundle(learned, personResult, organisationResult, unused);
    }

    /// <summary>The answer of every pair; null where there are two.</summary>
    private static Dictionary<RecordPair, bool?> AnswersOf(IReadOnlyCollection<PairLabel> labels)
    {
        var answers = new Dictionary<RecordPair, bool?>(labels.Count);
        foreach (PairLabel label in labels)
        {
            if (!answers.TryAdd(label.Pair, label.IsMatch) && answers[label.Pair] != label.IsMatch)
            {
                answers[label.Pair] = null;
            }
        }

        return answers;
    }

    private Dictionary<RecordKey, int> RowsOf(IEnumerable<RecordPair> pairs)
    {
        var wanted = new HashSet<RecordKey>();
        foreach (RecordPair pair in pairs)
        {
            wanted.Add(pair.Left);
            wanted.Add(pair.Right);
        }

        var rows = new Dictionary<RecordKey, int>(wanted.Count);
        for (int row = 0; row < _records.Rows; row++)
        {
            if (_records.IsUsed(row) && wanted.Contains(_records.KeyOf(row)))
            {
                rows.Add(_records.KeyOf(row), row);
            }
        }

        return rows;
    }

    private static void AddOrDoubt(Dictionary<string, RecordKey?> keys, string name, RecordKey key)
    {
        if (!keys.TryAdd(name, key))
        {
            keys[name] = null;
        }
    }

    /// <summary>A candidate pair in the order of the draw.</summary>
    private readonly record struct DrawnPair(ulong Hash, RecordPair Pair, bool IsMatch) : IComparable<DrawnPair>
    {
        public int CompareTo(DrawnPair other)
        {
            int byHash = Hash.CompareTo(other.Hash);
            return byHash != 0 ? byHash : Pair.CompareTo(other.Pair);
        }
    }

    /// <summary>The so many first pairs of all that are added.</summary>
    private sealed class PairDraw(int most)
    {
        private ulong _greatest = ulong.MaxValue;

        public SortedSet<DrawnPair> Pairs { get; } = [];

        public bool MayTake(ulong hash) => hash <= _greatest;

        public void Add(DrawnPair pair)
        {
            Pairs.Add(pair);
            if (Pairs.Count > most)
            {
                Pairs.Remove(Pairs.Max);
            }

            if (Pairs.Count == most)
            {
                _greatest = Pairs.Max.Hash;
            }
        }

        public void Add(PairDraw other)
        {
            foreach (DrawnPair pair in other.Pairs)
            {
                if (MayTake(pair.Hash))
                {
                    Add(pair);
                }
            }
        }
    }
}
