using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace PartyOrleans.Silo.Tests;

/// <summary>
/// A network with two lines to this machine: one for the cluster and its database, which can be cut, and one by which it is watched. As of a part of a data
/// centre that has lost its way to the rest.
/// </summary>
internal sealed class NetworkOfItsOwn : IDisposable
{
    private readonly string _name;
    private readonly string _cluster;

    private NetworkOfItsOwn(string name)
    {
        byte own = (byte)(Environment.ProcessId % 250);
        _name = name;
        _cluster = $"pc{Environment.ProcessId}";
        string watch = $"pw{Environment.ProcessId}";
        (Outside, Inside, Place) = (Address(1), Address(2), new SiloPlace(["ip", "netns", "exec", name, "dotnet"], Address(6)));
        Line(_cluster, Outside, Inside);
        Line(watch, Address(5), Place.Api);

        IPAddress Address(byte last) => new([10, 213, own, last]);
    }

    /// <summary>Why there is none here; null where there is.</summary>
    public static string? WhyAbsent { get; } = Try();

    /// <summary>This machine's address on the line that can be cut.</summary>
    public IPAddress Outside { get; }

    /// <summary>The network's address on that line.</summary>
    public IPAddress Inside { get; }

    /// <summary>Where a silo is started in it; it answers on the other line.</summary>
    public SiloPlace Place { get; }

    /// <summary>Makes one.</summary>
    public static NetworkOfItsOwn Create()
    {
        string name = $"party-silo-{Environment.ProcessId}";
        Ip("netns", "add", name).ShouldBe(0);
        return new NetworkOfItsOwn(name);
    }

    /// <summary>Cuts the line to the cluster and its database: nothing gets through, and nobody is told.</summary>
    public void Cut() => Ip("-n", _name, "link", "set", _cluster + "i", "down").ShouldBe(0);

    /// <summary>Lets everything through again.</summary>
    public void Mend() => Ip("-n", _name, "link", "set", _cluster + "i", "up").ShouldBe(0);

    /// <inheritdoc />
    public void Dispose() => Ip("netns", "delete", _name).ShouldBe(0);

    private void Line(string name, IPAddress outside, IPAddress inside)
    {
        Ip("link", "add", name + "o", "type", "veth", "peer", "name", name + "i", "netns", _name).ShouldBe(0);
        Ip("address", "add", outside + "/30", "dev", name + "o").ShouldBe(0);
        Ip("-n", _name, "address", "add", inside + "/30", "dev", name + "i").ShouldBe(0);
        Ip("link", "set", name + "o", "up").ShouldBe(0);
        Ip("-n", _name, "link", "set", name + "i", "up").ShouldBe(0);
        Ip("-n", _name, "link", "set", "lo", "up").ShouldBe(0);
    }

    private static string? Try()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return "only root on Linux may make a network";
        }

        string name = $"party-try-{Environment.ProcessId}";
        if (Ip("netns", "add", name) != 0)
        {
            return "no network can be made here (ip netns add)";
        }

        bool isLinked = Ip("link", "add", "pt" + Environment.ProcessId.ToString(CultureInfo.InvariantCulture), "type", "veth", "peer", "name", "party", "netns", name) == 0;
        Ip("netns", "delete", name);
        return isLinked ? null : "no network can be linked here (ip link add type veth)";
    }

    private static int Ip(params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1; // there is no such program
        }
    }
}
