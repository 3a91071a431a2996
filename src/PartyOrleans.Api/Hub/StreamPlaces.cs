using PartyOrleans.Model;

namespace PartyOrleans.Api.Hub;

/// <summary>
/// How far streams have been taken, those of the commit under way included. Used by the writing loop alone; where a commit fails it is filled anew from
/// the store.
/// </summary>
public sealed class StreamPlaces
{
    private readonly Dictionary<string, long> _places = new(StringComparer.Ordinal);

    /// <summary>Takes what the store holds, and forgets everything else.</summary>
    public void Fill(IEnumerable<SourcePosition> held)
    {
        _places.Clear();
        foreach (SourcePosition position in held)
        {
            _places[position.Stream] = position.Next;
        }
    }

    /// <summary>Goes on by what some inputs say, in all of their streams or in none.</summary>
    /// <param name="positions">How far they bring their streams.</param>
    /// <param name="changed">Gets the streams whose place is another one now.</param>
    /// <returns>Null where it went on; else why not.</returns>
    public StreamMovedException? Advance(IReadOnlyList<SourcePosition> positions, ISet<string> changed)
    {
        foreach (SourcePosition position in positions)
        {
            // Of a stream of which nothing is held the place is 0: what goes on from elsewhere follows something that was lost.
            if (position.From >= 0 && _places.GetValueOrDefault(position.Stream) is var place && place != position.From)
            {
                return new StreamMovedException(position.Stream, position.From, place);
            }
        }

        foreach (SourcePosition position in positions)
        {
            bool isKnown = _places.TryGetValue(position.Stream, out long place);
            if (!isKnown || position.From == SourcePosition.Anew || position.Next > place)
            {
                _places[position.Stream] = position.Next;
                changed.Add(position.Stream);
            }
        }

        return null;
    }

    /// <summary>Where streams are, sorted by stream.</summary>
    public IReadOnlyList<SourcePosition> Of(IEnumerable<string> streams) =>
        [.. streams.Order(StringComparer.Ordinal).Select(stream => new SourcePosition(stream, _places[stream]))];
}
