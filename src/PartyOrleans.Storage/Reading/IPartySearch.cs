namespace PartyOrleans.Storage;

/// <summary>Finds parties by words.</summary>
public interface IPartySearch
{
    /// <summary>Current parties by words of their golden records, best first: any order, any case and script, misspelt, nicknames, beginnings of words.</summary>
    /// <exception cref="InvalidCursorException">The cursor is not one of this search.</exception>
    Task<SearchPage> SearchAsync(SearchRequest search, CancellationToken cancellationToken);
}
