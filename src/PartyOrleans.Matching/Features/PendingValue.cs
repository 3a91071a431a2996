namespace PartyOrleans.Matching.Features;

/// <summary>A value that is to get its id, together with others.</summary>
internal struct PendingValue
{
    /// <summary>The dictionary it belongs to.</summary>
    public ValueDictionary Values;

    /// <summary>Its hash.</summary>
    public ulong Hash;

    /// <summary>Where its bytes start, in whatever holds them.</summary>
    public int Start;

    /// <summary>Its bytes, UTF-8.</summary>
    public int Length;

    /// <summary>Its id, once it has one.</summary>
    public int Id;
}
