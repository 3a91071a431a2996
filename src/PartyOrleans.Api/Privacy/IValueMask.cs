namespace PartyOrleans.Api.Privacy;

/// <summary>Decides how a value leaves the hub for one caller. Every value goes through it, wherever it stands.</summary>
public interface IValueMask
{
    /// <summary>The value as the caller may see it.</summary>
    /// <param name="attribute">Canonical attribute, or the source's own name of a payload column.</param>
    /// <param name="value">The value.</param>
    string Apply(string attribute, string value);
}
