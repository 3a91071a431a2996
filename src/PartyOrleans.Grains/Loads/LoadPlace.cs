namespace PartyOrleans.Grains.Loads;

/// <summary>
/// Where an input is as a stream: which load takes it, and how far that has come. Each turn says which place it goes on from, so that of two silos that
/// load the same input for a while, one taken for dead, none does what the other did.
/// </summary>
/// <param name="Value">The place; 0 where no load has taken it yet. Grows from turn to turn and from load to load.</param>
internal readonly record struct LoadPlace(long Value)
{
    /// <summary>Room for 4 thousand million records of an input, and for loads by the second until 2054.</summary>
    private const int PlaceBits = 33;

    /// <summary>Terms that are told apart.</summary>
    private const int Terms = 4;

    /// <summary>The load.</summary>
    public long Load => Value >> PlaceBits;

    /// <summary>The place that a load has come to.</summary>
    /// <param name="load">The load.</param>
    /// <param name="records">Records and refused lines done; the end of an input comes after its last one.</param>
    /// <param name="isWhole">Whether the input is done.</param>
    public static LoadPlace Of(long load, long records, bool isWhole) => new((load << PlaceBits) + (records * 2) + (isWhole ? 1 : 0));

    /// <summary>A load that takes an input over.</summary>
    /// <param name="place">Where the input is.</param>
    /// <param name="term">The term of who loads: of two that follow each other none takes the other's load for its own.</param>
    /// <returns>A load greater than the one that the input was left by.</returns>
    public static long NextLoad(LoadPlace place, long term) => place.Load + 1 + ((((term - place.Load - 1) % Terms) + Terms) % Terms);

    /// <summary>The stream of an input.</summary>
    public static string StreamOf(string input) => "load/" + input;
}
