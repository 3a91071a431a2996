using System.Runtime.InteropServices;
using PartyOrleans.Connectors.Zones;

namespace PartyOrleans.Connectors.Tests.Zones;

public sealed class RangedStreamTests
{
    private const int RangeBytes = 64 << 10;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(RangeBytes, 1)]
    [InlineData(RangeBytes + 1, 2)]
    [InlineData(20 * RangeBytes, 20)]
    public async Task ReadAsync_WhenOfAnySize_AsksForEachRangeOnce(long size, int ranges)
    {
        var asked = new List<(long From, int Length)>();
        await using var stream = new RangedStream(
            size,
            (from, buffer, _) =>
            {
                lock (asked)
                {
                    asked.Add((from, buffer.Length));
                }

                Fill(from, buffer.Span);
                return Task.CompletedTask;
            },
            new RangeOptions { Bytes = RangeBytes, Ahead = 3 },
            CancellationToken.None);

        (await ReadAllAsync(stream)).ShouldBe(size);
        asked.Order().ShouldBe(Enumerable.Range(0, ranges).Select(i => ((long)i * RangeBytes, (int)Math.Min(RangeBytes, size - (i * RangeBytes)))));
    }

    [Fact]
    public async Task ReadAsync_WhenObjectIsHuge_HoldsAFixedNumberOfBuffers()
    {
        const long Size = 3000L * RangeBytes;
        var buffers = new HashSet<byte[]>();
        await using var stream = new RangedStream(
            Size,
            (from, buffer, _) =>
            {
                MemoryMarshal.TryGetArray((ReadOnlyMemory<byte>)buffer, out ArraySegment<byte> segment).ShouldBeTrue();
                lock (buffers)
                {
                    buffers.Add(segment.Array!);
                }

                Fill(from, buffer.Span);
                return Task.CompletedTask;
            },
            new RangeOptions { Bytes = RangeBytes, Ahead = 4 },
            CancellationToken.None);

        (await ReadAllAsync(stream)).ShouldBe(Size);
        buffers.Count.ShouldBeLessThanOrEqualTo(5);
    }

    [Fact]
    public async Task ReadAsync_WhenRangesComeInAnotherOrder_GivesThemInTheirs()
    {
        var gates = Enumerable.Range(0, 3).ToDictionary(i => (long)i * RangeBytes, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var stream = new RangedStream(
            3 * RangeBytes,
            async (from, buffer, _) =>
            {
                await gates[from].Task;
                Fill(from, buffer.Span);
            },
            new RangeOptions { Bytes = RangeBytes, Ahead = 3 },
            CancellationToken.None);

        Task<long> reading = ReadAllAsync(stream);
        gates[2 * RangeBytes].SetResult();
        gates[RangeBytes].SetResult();
        reading.IsCompleted.ShouldBeFalse();
        gates[0].SetResult();

        (await reading).ShouldBe(3 * RangeBytes);
    }

    [Fact]
    public async Task ReadAsync_WhenARangeFails_GivesWhatCameBeforeAndKeepsFailing()
    {
        await using var stream = new RangedStream(
            3 * RangeBytes,
            (from, buffer, _) =>
            {
                Fill(from, buffer.Span);
                return from == RangeBytes ? throw new ZoneException("no more", ZoneFault.Denied) : Task.CompletedTask;
            },
            new RangeOptions { Bytes = RangeBytes, Ahead = 3 },
            CancellationToken.None);
        await stream.ReadExactlyAsync(new byte[RangeBytes]);

        (await Should.ThrowAsync<ZoneException>(async () => await stream.ReadExactlyAsync(new byte[10]))).Fault.ShouldBe(ZoneFault.Denied);
        (await Should.ThrowAsync<ZoneException>(async () => await stream.ReadExactlyAsync(new byte[10]))).Message.ShouldBe("no more");
    }

    [Fact]
    public async Task Dispose_WhenRangesAreUnderWay_StopsThem()
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stream = new RangedStream(
            RangeBytes,
            async (_, _, cancellationToken) =>
            {
                await using CancellationTokenRegistration told = cancellationToken.Register(() => stopped.TrySetResult());
                await stopped.Task;
            },
            new RangeOptions { Bytes = RangeBytes },
            CancellationToken.None);

        await stream.DisposeAsync();

        await stopped.Task;
    }

    [Theory]
    [InlineData(1000, 4, "Bytes")]
    [InlineData(RangeBytes, 0, "Ahead")]
    [InlineData(RangeBytes, 65, "Ahead")]
    public void Validate_WhenOutOfBounds_NamesTheOption(int bytes, int ahead, string option) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new RangeOptions { Bytes = bytes, Ahead = ahead }.Validate()).ParamName.ShouldBe(option);

    private static void Fill(long from, Span<byte> buffer)
    {
        for (int i = 0; i < buffer.Length; i++)
        {
            buffer[i] = (byte)((from + i) * 7 >> 3);
        }
    }

    /// <summary>Reads to the end, looking at every byte.</summary>
    private static async Task<long> ReadAllAsync(Stream stream)
    {
        byte[] buffer = new byte[10_000];
        long at = 0;
        for (int got = await stream.ReadAsync(buffer); got > 0; got = await stream.ReadAsync(buffer))
        {
            for (int i = 0; i < got; i++)
            {
                if (buffer[i] != (byte)((at + i) * 7 >> 3))
                {
                    throw new InvalidDataException($"Byte {at + i} is another one.");
                }
            }

            at += got;
        }

        return at;
    }
}
