using System.Text;
using System.Text.Json;

namespace PartyOrleans.Kafka.Streams;

/// <summary>Reads the statistics that librdkafka emits: a JSON object whose <c>brokers</c> each have a <c>state</c>.</summary>
internal static class BrokerStatistics
{
    /// <summary>Whether a connection to any broker stands.</summary>
    public static bool IsAnyUp(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        bool isInBrokers = false;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.CurrentDepth == 1)
            {
                isInBrokers = reader.ValueTextEquals("brokers"u8);
                if (!isInBrokers)
                {
                    reader.Skip();
                }
            }
            else if (isInBrokers && reader.CurrentDepth == 3)
            {
                bool isState = reader.ValueTextEquals("state"u8);
                if (isState && reader.Read() && (reader.ValueTextEquals("UP"u8) || reader.ValueTextEquals("UPDATE"u8)))
                {
                    return true;
                }

                if (!isState)
                {
                    reader.Skip();
                }
            }
        }

        return false;
    }
}
