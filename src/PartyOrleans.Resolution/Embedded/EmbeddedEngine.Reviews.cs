using System.Runtime.InteropServices;
using PartyOrleans.Model;

namespace PartyOrleans.Resolution.Embedded;

/// <content>Review tasks that are open.</content>
public sealed partial class EmbeddedEngine
{
    private readonly Dictionary<RecordPair, ReviewTask> _reviews = [];
    private readonly Dictionary<int, List<RecordPair>> _reviewsOfRow = [];

    /// <summary>Open review tasks, sorted by weight, greatest first, then pair.</summary>
    public IReadOnlyList<ReviewTask> Reviews => [.. _reviews.Values.OrderByDescending(review => review.WeightBits).ThenBy(review => review.Pair)];

    private void SettleReviews(int[] rows, List<ReviewTask> reviews, ChangeLog change)
    {
        if (_reviewsOfRow.Count > 0)
        {
            CloseUnwanted(rows, reviews, change);
        }

        foreach (ReviewTask review in reviews)
        {
            if (!_reviews.TryGetValue(review.Pair, out ReviewTask? open) || open != review)
            {
                RemoveReview(review.Pair);
                AddReview(review);
                change.ReviewsOpened.Add(review);
            }
        }
    }

    private void CloseUnwanted(int[] rows, List<ReviewTask> reviews, ChangeLog change)
    {
        HashSet<RecordPair>? wanted = null;
        foreach (int row in rows)
        {
            if (!_reviewsOfRow.TryGetValue(row, out List<RecordPair>? pairs))
            {
                continue;
            }

            // From the end: closing a task takes it off the list.
            for (int i = pairs.Count - 1; i >= 0; i--)
            {
                RecordPair pair = pairs[i];
                if (!IsWanted(pair, reviews, ref wanted))
                {
                    RemoveReview(pair);
                    change.ReviewsClosed.Add(pair);
                }
            }
        }
    }

    /// <summary>Whether a task is among those of a component. Of few, looking at each costs less than the hashes of their keys.</summary>
    private static bool IsWanted(RecordPair pair, List<ReviewTask> reviews, ref HashSet<RecordPair>? wanted)
    {
        const int Few = 8;
        if (reviews.Count > Few)
        {
            wanted ??= [.. reviews.Select(static review => review.Pair)];
            return wanted.Contains(pair);
        }

        foreach (ReviewTask review in reviews)
        {
            if (review.Pair == pair)
            {
                return true;
            }
        }

        return false;
    }

    private void AddReview(ReviewTask review)
    {
        _reviews[review.Pair] = review;
        foreach (RecordKey key in (RecordKey[])[review.Pair.Left, review.Pair.Right])
        {
            if (_rows.TryGetValue(key, out int row))
            {
                if (!_reviewsOfRow.TryGetValue(row, out List<RecordPair>? pairs))
                {
                    _reviewsOfRow.Add(row, pairs = []);
                }

                pairs.Add(review.Pair);
            }
        }
    }

    private void RemoveReview(RecordPair pair)
    {
        if (!_reviews.Remove(pair))
        {
            return;
        }

        foreach (RecordKey key in (RecordKey[])[pair.Left, pair.Right])
        {
            if (_rows.TryGetValue(key, out int row) && _reviewsOfRow.TryGetValue(row, out List<RecordPair>? pairs))
            {
                pairs.Remove(pair);
                if (pairs.Count == 0)
                {
                    _reviewsOfRow.Remove(row);
                }
            }
        }
    }

    private void CloseReviewsOf(int row, Dictionary<RecordPair, ReviewTask> gone)
    {
        if (_reviewsOfRow.TryGetValue(row, out List<RecordPair>? pairs))
        {
            foreach (RecordPair pair in pairs.ToArray())
            {
                gone.Add(pair, _reviews[pair]);
                RemoveReview(pair);
            }
        }
    }
}
