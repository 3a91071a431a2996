using System.Net;

namespace PartyOrleans.Silo.Tests;

/// <summary>Where and how the process of a silo is started.</summary>
/// <param name="Launcher">The program that runs it, with its first arguments; it becomes the silo's process itself.</param>
/// <param name="Api">The address at which its API answers.</param>
internal sealed record SiloPlace(IReadOnlyList<string> Launcher, IPAddress Api)
{
    /// <summary>Beside the tests.</summary>
    public static SiloPlace Here { get; } = new(["dotnet"], IPAddress.Loopback);
}
