namespace PartyOrleans.Api.Loads;

/// <summary>Is told how far a load has come.</summary>
public interface ILoadProgress
{
    /// <summary>An input is begun.</summary>
    /// <param name="name">What is being done: <c>loading people.csv</c>.</param>
    void Begin(string name);

    /// <summary>Counts records and refused lines read; may be called from any thread.</summary>
    void Advance(long count);

    /// <summary>The input is done.</summary>
    void End();
}
