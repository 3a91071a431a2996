using System.Text.Json;
using PartyOrleans.Grains.State;

namespace PartyOrleans.Grains.Loads;

/// <summary>What a load keeps.</summary>
/// <param name="Order">What it loads.</param>
/// <param name="Report">How it is, as of the last file that was done.</param>
/// <param name="IsCancelled">Whether it was asked to stop.</param>
internal sealed record KeptLoad(LoadOrder Order, LoadReport Report, bool IsCancelled);

/// <summary>What the list of loads keeps.</summary>
/// <param name="LastId">The id given last.</param>
/// <param name="Loads">The loads, oldest first.</param>
internal sealed record KeptLoads(long LastId, IReadOnlyList<ListedLoad> Loads);

/// <summary>A load in the list.</summary>
/// <param name="Order">What it loads.</param>
/// <param name="End">How it ended; null while it goes on.</param>
internal sealed record ListedLoad(LoadOrder Order, LoadReport? End);

/// <summary>The forms in which they are kept.</summary>
internal static class LoadForms
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Of a load.</summary>
    public static StateForm<KeptLoad> Load { get; } = new(Options);

    /// <summary>Of the list.</summary>
    public static StateForm<KeptLoads> Loads { get; } = new(Options);
}
