using PartyOrleans.Model;

namespace PartyOrleans.Api.Privacy;

/// <summary>Lets every value through and notes nothing.</summary>
public sealed class NoMask : IValueMask
{
    /// <summary>The one there is.</summary>
    public static readonly NoMask Instance = new();

    private NoMask()
    {
    }

    /// <inheritdoc />
    public bool ShowsRaw => true;

    /// <inheritdoc />
    public string Apply(string attribute, string value) => value;

    /// <inheritdoc />
    public bool Shows(string attribute) => true;

    /// <inheritdoc />
    public void Tell(PartyId party)
    {
    }

    /// <inheritdoc />
    public void Tell(RecordKey record)
    {
    }
}
