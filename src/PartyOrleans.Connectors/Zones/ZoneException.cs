namespace PartyOrleans.Connectors.Zones;

/// <summary>What kept a zone from doing what it was asked.</summary>
public enum ZoneFault
{
    /// <summary>The zone cannot be reached, or broke off: the network, a stalled connection, an error of the server.</summary>
    Unreachable,

    /// <summary>The zone asks for fewer requests.</summary>
    Throttled,

    /// <summary>The credentials have expired.</summary>
    Expired,

    /// <summary>The zone refuses the credentials, or there are none.</summary>
    Denied,

    /// <summary>The bucket, folder or object is not there.</summary>
    Missing,

    /// <summary>The object is not the version any more that was asked for.</summary>
    Changed,

    /// <summary>The zone refuses the request for another reason, or its disk does.</summary>
    Refused,
}

/// <summary>A zone did not do what it was asked. The message names the zone or object and what may be done.</summary>
public sealed class ZoneException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked of which object, what came of it, and what may be done.</param>
    /// <param name="fault">What it was.</param>
    /// <param name="inner">The cause, where there is one.</param>
    public ZoneException(string message, ZoneFault fault, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>What it was.</summary>
    public ZoneFault Fault { get; }

    /// <summary>Whether the same may succeed later without anybody doing anything: unreachable, throttled, expired (credentials are renewed by themselves).</summary>
    public bool IsTransient => Fault is ZoneFault.Unreachable or ZoneFault.Throttled or ZoneFault.Expired;
}
