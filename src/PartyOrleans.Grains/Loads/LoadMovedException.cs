namespace PartyOrleans.Grains.Loads;

/// <summary>An input is not where a load left it: somebody else loads it too.</summary>
internal sealed class LoadMovedException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="place">Where it is.</param>
    public LoadMovedException(LoadPlace place)
        : base("The input is loaded by another load too.") => Place = place;

    /// <summary>Where it is.</summary>
    public LoadPlace Place { get; }
}

/// <summary>A turn of a load failed in a way that beginning it again would not mend.</summary>
internal sealed class LoadTurnFailedException(string message) : Exception(message);

/// <summary>Nothing of a turn of a load is kept; it is begun again.</summary>
internal sealed class LoadTurnLostException(string message) : Exception(message);
