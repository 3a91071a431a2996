using PartyOrleans.Model;

namespace PartyOrleans.Storage.Sqlite;

/// <summary>Where a review stands in the list that stewards work off: by what an answer moves, most first, then by its records.</summary>
/// <param name="Place">The expected benefit, negated.</param>
/// <param name="LeftId">Record id of the first record.</param>
/// <param name="RightId">Record id of the second one.</param>
/// <param name="LeftSource">Number of the first record's source.</param>
/// <param name="RightSource">Number of the second one's.</param>
internal readonly record struct ReviewPlace(double Place, string LeftId, string RightId, long LeftSource, long RightSource) : IComparable<ReviewPlace>
{
    /// <summary>Before all others.</summary>
    public static ReviewPlace First { get; } = new(double.NegativeInfinity, "", "", -1, -1);

    /// <inheritdoc />
    public int CompareTo(ReviewPlace other) =>
        Place.CompareTo(other.Place) is var byPlace and not 0 ? byPlace
        : string.CompareOrdinal(LeftId, other.LeftId) is var byLeft and not 0 ? byLeft
        : string.CompareOrdinal(RightId, other.RightId) is var byRight and not 0 ? byRight
        : LeftSource.CompareTo(other.LeftSource) is var bySource and not 0 ? bySource
        : RightSource.CompareTo(other.RightSource);
}

/// <summary>An open review at its place.</summary>
internal sealed record PlacedReview(ReviewItem Item, ReviewPlace At);

/// <summary>
/// The open reviews in the order in which stewards get them, kept in memory beside what the store commits: to sort them anew takes several rows of
/// the store for each. Safe for many callers.
/// </summary>
internal sealed class ReviewOrder
{
    private static readonly PlacedReview Last = new(new ReviewItem(new ReviewTask(default, 0, 0), default, default, 0), ReviewPlace.First with { Place = double.PositiveInfinity });

    private readonly Lock _lock = new();
    private readonly Dictionary<RecordPair, PlacedReview> _reviews = [];
    private readonly Dictionary<RecordKey, List<RecordPair>> _ofRecord = [];
    private readonly SortedSet<PlacedReview> _sorted = new(Comparer<PlacedReview>.Create(static (a, b) => a.At.CompareTo(b.At)));

    /// <summary>Puts a review to its place, whether or not it stood elsewhere before.</summary>
    public void Put(PlacedReview review)
    {
        RecordPair pair = review.Item.Task.Pair;
        lock (_lock)
        {
            if (_reviews.TryGetValue(pair, out PlacedReview? known))
            {
                _sorted.Remove(known);
            }
            else
            {
                Note(pair.Left, pair);
                Note(pair.Right, pair);
            }

            _reviews[pair] = review;
            _sorted.Add(review);
        }
    }

    /// <summary>Forgets a review, where it is there.</summary>
    public void Remove(RecordPair pair)
    {
        lock (_lock)
        {
            if (_reviews.Remove(pair, out PlacedReview? known))
            {
                _sorted.Remove(known);
                Forget(pair.Left, pair);
                Forget(pair.Right, pair);
            }
        }
    }

    /// <summary>Adds the reviews of a record.</summary>
    public void AddReviewsOf(RecordKey record, HashSet<RecordPair> to)
    {
        lock (_lock)
        {
            if (_ofRecord.TryGetValue(record, out List<RecordPair>? pairs))
            {
                to.UnionWith(pairs);
            }
        }
    }

    /// <summary>The reviews behind a place, in order.</summary>
    /// <param name="place">The place, which need not be one of a review.</param>
    /// <param name="most">How many at most.</param>
    public List<PlacedReview> After(ReviewPlace place, int most)
    {
        var found = new List<PlacedReview>();
        lock (_lock)
        {
            foreach (PlacedReview review in _sorted.GetViewBetween(Last with { At = place }, Last))
            {
                if (review.At != place)
                {
                    found.Add(review);
                }

                if (found.Count == most)
                {
                    break;
                }
            }
        }

        return found;
    }

    private void Note(RecordKey record, RecordPair pair)
    {
        if (!_ofRecord.TryGetValue(record, out List<RecordPair>? pairs))
        {
            _ofRecord.Add(record, pairs = new List<RecordPair>(1));
        }

        pairs.Add(pair);
    }

    private void Forget(RecordKey record, RecordPair pair)
    {
        List<RecordPair> pairs = _ofRecord[record];
        pairs.Remove(pair);
        if (pairs.Count == 0)
        {
            _ofRecord.Remove(record);
        }
    }
}
