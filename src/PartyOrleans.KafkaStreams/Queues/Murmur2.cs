using System.Buffers.Binary;

namespace PartyOrleans.KafkaStreams.Queues;

/// <summary>The hash by which Kafka's own clients choose partitions (Austin Appleby's MurmurHash2, with the seed that Kafka uses).</summary>
internal static class Murmur2
{
    private const uint Seed = 0x9747b28c;
    private const uint Multiplier = 0x5bd1e995;

    /// <summary>The partition of a key.</summary>
    public static int PartitionOf(ReadOnlySpan<byte> key, int partitions) => (int)((Of(key) & 0x7fffffff) % (uint)partitions);

    /// <summary>The hash of bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            uint hash = Seed ^ (uint)bytes.Length;
            while (bytes.Length >= 4)
            {
                uint word = BinaryPrimitives.ReadUInt32LittleEndian(bytes) * Multiplier;
                word = (word ^ (word >> 24)) * Multiplier;
                hash = (hash * Multiplier) ^ word;
                bytes = bytes[4..];
            }

            for (int i = bytes.Length - 1; i >= 0; i--)
            {
                hash ^= (uint)bytes[i] << (8 * i);
            }

            if (bytes.Length > 0)
            {
                hash *= Multiplier;
            }

            hash = (hash ^ (hash >> 13)) * Multiplier;
            return hash ^ (hash >> 15);
        }
    }
}
