namespace PartyOrleans.Api.Privacy;

/// <summary>Lets every value through.</summary>
public sealed class NoMask : IValueMask
{
    /// <summary>The one there is.</summary>
    public static readonly NoMask Instance = new();

    private NoMask()
    {
    }

    /// <inheritdoc />
    public string Apply(string attribute, string value) => value;
}
