using PartyOrleans.Model;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.Sqlite;

/// <content>
/// The list of open reviews. The first page asked for sorts them all; from then on the owner of the store keeps the order in memory and follows each
/// commit: only reviews that it opened, changed or closed, and those of records whose party it touched, can stand elsewhere. They are read back from the
/// store, so that what is committed alone says where. Who only looks has the store sort them for every page.
/// </content>
public sealed partial class SqlitePartyStore
{
    private const string ReviewList = "reviews";

    /// <summary>After a longer change all reviews are sorted anew when a page is next asked for.</summary>
    private const int MostFollowed = 20_000;

    /// <summary>How often sorting is tried where long changes come in between; then the store sorts for the page in hand.</summary>
    private const int Tries = 3;

    private ReviewSort? _reviews;

    /// <inheritdoc />
    public async Task<Page<ReviewItem>> ReadReviewPageAsync(PageRequest page, CancellationToken cancellationToken)
    {
        ReviewPlace after = ReviewPlace.First;
        if (page.Cursor is { } cursor)
        {
            BinaryReader from = Cursors.Open(ReviewList, cursor);
            after = new ReviewPlace(from.ReadDouble(), from.ReadString(), from.ReadString(), from.ReadInt64(), from.ReadInt64());
        }

        List<PlacedReview> found = await FindReviewOrderAsync(cancellationToken) is { } order
            ? order.After(after, page.Items + 1)
            : await ReadAsync(session => ReadReviews(session, after, page.Items + 1), cancellationToken);
        string? next = null;
        if (found.Count > page.Items)
        {
            found.RemoveAt(found.Count - 1);
            next = Cursors.Seal(ReviewList, to =>
            {
                ReviewPlace last = found[^1].At;
                to.Write(last.Place);
                to.Write(last.LeftId);
                to.Write(last.RightId);
                to.Write(last.LeftSource);
                to.Write(last.RightSource);
            });
        }

        return new Page<ReviewItem>([.. found.Select(static review => review.Item)], next);
    }

    /// <summary>Sorts the open reviews, so that the first list that somebody asks for need not; nothing where this is not the store's owner.</summary>
    /// <exception cref="StoreException">The store could not be read; the next list tries again.</exception>
    public async Task PrepareReviewsAsync(CancellationToken cancellationToken) => await FindReviewOrderAsync(cancellationToken);

    /// <summary>The order in memory, made where there is none; null where this is not the store's owner, or too much changes meanwhile.</summary>
    private async Task<ReviewOrder?> FindReviewOrderAsync(CancellationToken cancellationToken)
    {
        for (int i = 0; i < Tries && _writer is not null; i++)
        {
            ReviewSort? sort = Volatile.Read(ref _reviews) ?? await BeginReviewSortAsync(cancellationToken);
            if (await sort.Order.WaitAsync(cancellationToken) is { } order)
            {
                return order;
            }
        }

        return null;
    }

    /// <summary>Begins to sort at a state between two commits; those that follow are noted until the order is there.</summary>
    private async Task<ReviewSort> BeginReviewSortAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_reviews is not null)
            {
                return _reviews;
            }

            SqliteSession session = Rent();
            session.Run("BEGIN");
            RowSpan(session, "ReadRecordSpan"); // a transaction sees the state of its first read
            var sort = new ReviewSort();
            Volatile.Write(ref _reviews, sort);
            _ = Task.Run(() => SortReviewsAsync(sort, session), CancellationToken.None);
            return sort;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task SortReviewsAsync(ReviewSort sort, SqliteSession session)
    {
        try
        {
            var order = new ReviewOrder();
            try
            {
                foreach (PlacedReview review in ReadReviews(session, ReviewPlace.First, int.MaxValue))
                {
                    order.Put(review);
                }
            }
            finally
            {
                Return(session);
            }

            await WriteAsync(writer => Complete(sort, order, writer), CancellationToken.None);
        }
        catch (Exception failure)
        {
            Interlocked.CompareExchange(ref _reviews, null, sort);
            sort.Fail(failure);
        }
    }

    private void Complete(ReviewSort sort, ReviewOrder order, SqliteSession writer)
    {
        if (_reviews != sort)
        {
            sort.Drop();
            return;
        }

        foreach (HubChange change in sort.Meanwhile)
        {
            Follow(order, change, writer);
        }

        sort.Complete(order);
    }

    /// <summary>Brings the order on with a change that was just committed.</summary>
    private void FollowReviews(HubChange change, SqliteSession writer)
    {
        if (_reviews is not { } sort)
        {
            return;
        }

        bool isLong = change.Golden.Count + change.Upserted.Count + change.Moved.Count + change.ReviewsOpened.Count + change.ReviewsClosed.Count > MostFollowed;
        if (isLong || change.Activated is not null || change.Erased.Count + change.Redacted.Count > 0)
        {
            Volatile.Write(ref _reviews, null);
            return;
        }

        if (sort.Known is not { } order)
        {
            sort.Meanwhile.Add(change);
            return;
        }

        try
        {
            Follow(order, change, writer);
        }
        catch (StoreException)
        {
            Volatile.Write(ref _reviews, null); // the change is committed; the order is made anew when next asked for
        }
    }

    private void Follow(ReviewOrder order, HubChange change, SqliteSession writer)
    {
        HashSet<RecordPair> pairs = [.. change.ReviewsClosed, .. change.ReviewsOpened.Select(static review => review.Pair)];
        IEnumerable<RecordKey> records = change.Golden.SelectMany(static golden => golden.Records)
            .Concat(change.Upserted.Select(static record => record.Key))
            .Concat(change.Moved.Select(static moved => moved.Key))
            .Concat(change.Deleted);
        foreach (RecordKey record in records)
        {
            order.AddReviewsOf(record, pairs);
        }

        SymbolTable.Snapshot symbols = _symbols.Current;
        SqliteStatement find = writer.Statement("FindReviewPlace");
        foreach (RecordPair pair in pairs)
        {
            PlacedReview? found = null;
            if (symbols.Codes.TryGetValue(pair.Left.Source, out int left) && symbols.Codes.TryGetValue(pair.Right.Source, out int right))
            {
                find.Bind(1, left);
                find.Bind(2, pair.Left.RecordId);
                find.Bind(3, right);
                find.Bind(4, pair.Right.RecordId);
                found = find.Step() ? PlacedAt(find, symbols) : null;
                find.Reset();
            }

            if (found is null)
            {
                order.Remove(pair);
            }
            else
            {
                order.Put(found);
            }
        }
    }

    private List<PlacedReview> ReadReviews(SqliteSession session, ReviewPlace after, int most)
    {
        SymbolTable.Snapshot symbols = SymbolsOf(session);
        SqliteStatement read = session.Statement("ReadReviewPage");
        read.Bind(1, after.Place);
        read.Bind(2, after.LeftId);
        read.Bind(3, after.RightId);
        read.Bind(4, after.LeftSource);
        read.Bind(5, after.RightSource);
        read.Bind(6, (long)most);
        var found = new List<PlacedReview>();
        while (read.Step())
        {
            found.Add(PlacedAt(read, symbols));
        }

        return found;
    }

    private static PlacedReview PlacedAt(SqliteStatement row, SymbolTable.Snapshot symbols)
    {
        var task = new ReviewTask(PairAt(row, symbols), row.Double(4), row.Double(5));
        var item = new ReviewItem(task, new PartyId(row.Text(6)), new PartyId(row.Text(7)), 0.0 - row.Double(8));
        return new PlacedReview(item, new ReviewPlace(row.Double(8), row.Text(1), row.Text(3), row.Long(0), row.Long(2)));
    }

    /// <summary>Sorting under way or done. Changed by who holds the gate of writes.</summary>
    private sealed class ReviewSort
    {
        private readonly TaskCompletionSource<ReviewOrder?> _order = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The order; null where a change came in between that it could not follow.</summary>
        public Task<ReviewOrder?> Order => _order.Task;

        /// <summary>The order, once it is there.</summary>
        public ReviewOrder? Known { get; private set; }

        /// <summary>Changes committed since sorting began.</summary>
        public List<HubChange> Meanwhile { get; } = [];

        public void Complete(ReviewOrder order)
        {
            Known = order;
            Meanwhile.Clear();
            _order.SetResult(order);
        }

        public void Drop() => _order.SetResult(null);

        public void Fail(Exception failure) => _order.TrySetException(failure);
    }
}
