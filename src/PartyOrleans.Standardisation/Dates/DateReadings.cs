namespace PartyOrleans.Standardisation;

/// <summary>What a written date can mean: packed yyyymmdd with 00 for an unknown day or month (1978 alone is 19780000).</summary>
/// <param name="First">The reading that the form of writing suggests; 0 where the text is no usable date.</param>
/// <param name="Second">The other order of day and month where both are possible; 0 where there is one reading.</param>
public readonly record struct DateReadings(int First, int Second)
{
    /// <summary>Whether there is no usable date.</summary>
    public bool IsEmpty => First == 0;

    /// <summary>Year of a packed date.</summary>
    public static int Year(int packed) => packed / 10_000;

    /// <summary>Month of a packed date, 1 to 12; 0 where unknown.</summary>
    public static int Month(int packed) => packed / 100 % 100;

    /// <summary>Day of a packed date, 1 to 31; 0 where unknown.</summary>
    public static int Day(int packed) => packed % 100;
}
