using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace PartyOrleans.Monitoring.Tests.Live.Faults;

/// <summary>The bundle, the connections file and the people of a hub that is to be broken.</summary>
internal static class FaultyFiles
{
    /// <summary>Persons in the file of the zone who stand alone.</summary>
    public const int Alone = 8300;

    /// <summary>Persons in it who are there twice, and whom nothing but a steward brings together.</summary>
    public const int Twice = 1100;

    /// <summary>The shipped bundle with two contracts, by which nothing is a match and what is alike is a review.</summary>
    public static string Bundle()
    {
        JsonObject bundle = JsonNode.Parse(WorldFiles.Bundle())!.AsObject();
        JsonObject thresholds = bundle["thresholds"]!.AsObject();
        (thresholds["matchBits"], thresholds["averageBits"], thresholds["ceilingBits"]) = (60, 60, 90);
        return bundle.ToJsonString();
    }

    /// <summary>Streams, a zone and a sink.</summary>
    public static string Connections(FaultyWorld world) => $$"""
        {
          "format": "party-hub/connections/1",
          "streams": [
            {"name": "customers", "group": "customers", "brokers": "{{world.Brokers.Brokers}}", "topics": [{"topic": "customers", "source": "crm"}],
             "settings": {"fetch.wait.max.ms": "50", "heartbeat.interval.ms": "100", "session.timeout.ms": "1500"} },
            {"name": "aged", "group": "aged", "brokers": "{{world.Brokers.Brokers}}", "topics": [{"topic": "aged", "source": "crm"}], "lost_offset": "restart",
             "settings": {"fetch.wait.max.ms": "50"} }
          ],
          "sinks": [{"name": "slow", "type": "webhook", "url": "{{new Uri(world.Receiver.Url, "/slow")}}", "allow_private": true, "secret": "${env:PARTY_TEST_WEBHOOK}", "batch": 1000}],
          "zones": [{"name": "landing", "location": "{{world.Zone}}", "poll": "1s", "settle": "0s"}]
        }
        """;

    /// <summary>The file of the zone.</summary>
    public static string People()
    {
        var text = new StringBuilder("record_id,first_name,last_name,date_of_birth\n");
        for (int i = 0; i < Alone + Twice; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i},{Person(i)}\n");
            if (i < Twice)
            {
                text.Append(CultureInfo.InvariantCulture, $"{i}b,{Person(i)}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>Names and birth date of a person like no other.</summary>
    public static string Person(int number) => string.Create(
        CultureInfo.InvariantCulture, $"{Name(number * 7919)},{Name(number * 104_729)},{new DateOnly(1940, 1, 1).AddDays(number * 37 % 25_000):yyyy-MM-dd}");

    private static string Name(long number)
    {
        var name = new StringBuilder("Q");
        for (int i = 0; i < 7; i++, number /= 12)
        {
            name.Append("bcdfghklmnst"[(int)(number % 12)]).Append(i % 2 == 0 ? 'a' : 'o');
        }

        return name.ToString();
    }
}
