using System.Collections.Concurrent;

namespace PartyOrleans.Storage.Rows;

/// <summary>Encodes the rows of a long list on worker threads, a few chunks ahead of the thread that writes them in order.</summary>
internal static class EncodeAhead
{
    /// <summary>So few that a commit of a thousand records is encoded by several threads.</summary>
    private const int ChunkItems = 256;

    private const int MostIdle = 64;
    private const int MostIdleBytes = 1 << 20;

    /// <summary>Buffers kept from commit to commit: they are pinned, which the collector frees late.</summary>
    private static readonly ConcurrentBag<RowBuffer> Idle = [];

    /// <summary>Encodes one item as one row; false where it needs a symbol that is not known yet.</summary>
    public delegate bool TryEncode<in T>(RowBuffer buffer, T item, SymbolTable.Snapshot symbols);

    /// <summary>The rows of all items in order.</summary>
    /// <param name="items">What to encode.</param>
    /// <param name="symbols">Known symbols.</param>
    /// <param name="tryEncode">Encodes one item.</param>
    /// <param name="addSymbols">Adds the symbols of an item; called on the caller's thread, in order.</param>
    /// <param name="parallelism">Worker threads.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    /// <returns>Per chunk the index of its first item and its rows, valid until the next chunk.</returns>
    public static IEnumerable<(int First, RowBuffer Rows)> Chunks<T>(
        IReadOnlyList<T> items, SymbolTable symbols, TryEncode<T> tryEncode, Action<T> addSymbols, int parallelism, CancellationToken cancellationToken)
    {
        var ahead = new Queue<(int First, Task<RowBuffer> Rows)>();
        int next = 0;
        while (next < items.Count || ahead.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            while (next < items.Count && ahead.Count < parallelism * 4)
            {
                int first = next;
                RowBuffer buffer = Idle.TryTake(out RowBuffer? idle) ? idle : new RowBuffer();
                next = Math.Min(items.Count, first + ChunkItems);
                ahead.Enqueue((first, items.Count <= ChunkItems
                    ? Task.FromResult(Encode(buffer, first))
                    : Task.Run(() => Encode(buffer, first), CancellationToken.None)));
            }

            (int start, Task<RowBuffer> task) = ahead.Dequeue();
#pragma warning disable VSTHRD002 // The writer has a thread of its own and nothing to do until the rows are there.
            RowBuffer rows = task.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
            int end = Math.Min(items.Count, start + ChunkItems);
            while (rows.Count < end - start)
            {
                T item = items[start + rows.Count];
                addSymbols(item);
                tryEncode(rows, item, symbols.Current);
                Fill(rows, start, end);
            }

            yield return (start, rows);
            rows.Clear();
            if (rows.Capacity <= MostIdleBytes && Idle.Count < MostIdle)
            {
                Idle.Add(rows);
            }
        }

        RowBuffer Encode(RowBuffer buffer, int first)
        {
            Fill(buffer, first, Math.Min(items.Count, first + ChunkItems));
            return buffer;
        }

        void Fill(RowBuffer buffer, int first, int end)
        {
            SymbolTable.Snapshot known = symbols.Current;
            while (buffer.Count < end - first && tryEncode(buffer, items[first + buffer.Count], known))
            {
            }
        }
    }
}
