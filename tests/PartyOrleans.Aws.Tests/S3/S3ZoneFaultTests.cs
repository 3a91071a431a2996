using System.Text;
using PartyOrleans.Aws.S3;
using PartyOrleans.Connectors.Zones;
using PartyOrleans.TestKit;
using PartyOrleans.TestKit.S3;

namespace PartyOrleans.Aws.Tests.S3;

/// <summary>Over a real S3 server (s3rver) behind a local stand-in that spoils requests: faults that the server cannot be made to have.</summary>
public sealed class S3ZoneFaultTests : IAsyncLifetime
{
    private const int RangeBytes = 64 << 10;

    private readonly byte[] _bytes = [.. Enumerable.Range(0, (3 * RangeBytes) + 1000).Select(i => (byte)(i * 31 >> 3))];
    private S3FaultProxy _proxy = null!;
    private S3Zone _zone = null!;
    private ZoneObject _target = null!;
    private string _bucket = "";

    public async Task InitializeAsync()
    {
        if (S3TestPrograms.WhyAbsent is not null)
        {
            return;
        }

        S3TestServer server = await S3TestServer.SharedAsync();
        _bucket = await server.CreateBucketAsync(CancellationToken.None);
        _proxy = await S3FaultProxy.StartAsync(server.Endpoint);
        _zone = Open(TestZones.Small, TimeProvider.System);
        _target = await _zone.PutAsync("a.bin", new MemoryStream(_bytes), CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        if (_proxy is not null)
        {
            _zone.Dispose();
            await _proxy.DisposeAsync();
        }
    }

    [S3Fact]
    public async Task OpenRead_WhenConnectionBreaksMidRange_GoesOnWhereItBroke()
    {
        _proxy.Spoil = request => request.Range is { From: RangeBytes } ? new InjectedFault { StopAfter = 1234 } : null;

        (await ReadAsync()).ShouldBe(_bytes);

        _proxy.Requests.Where(IsRead).Select(request => request.Range!.Value.From).Order().ShouldBe([0, RangeBytes, RangeBytes + 1234, 2 * RangeBytes, 3 * RangeBytes]);
    }

    [S3Theory]
    [InlineData(503, "SlowDown")]
    [InlineData(503, "ServiceUnavailable")]
    [InlineData(429, "TooManyRequests")]
    [InlineData(500, "InternalError")]
    [InlineData(400, "RequestTimeout")]
    [InlineData(403, "ExpiredToken")]
    public async Task OpenRead_WhenServiceRefusesForAWhile_TriesUntilItAnswers(int status, string code)
    {
        int refused = 0;
        _proxy.Spoil = request => IsRead(request) && Interlocked.Increment(ref refused) <= 5 ? InjectedFault.Answer(status, code) : null;

        (await ReadAsync()).ShouldBe(_bytes);
    }

    [S3Theory]
    [InlineData(503, "SlowDown", ZoneFault.Throttled, true, "the service asks for fewer requests (503 SlowDown).")]
    [InlineData(503, "ServiceUnavailable", ZoneFault.Throttled, true, "the service is busy (503 ServiceUnavailable).")]
    [InlineData(500, "InternalError", ZoneFault.Unreachable, true, "the service failed (500 InternalError).")]
    [InlineData(400, "ExpiredToken", ZoneFault.Expired, true, "the credentials have expired; renew them, and it goes on (400 ExpiredToken).")]
    [InlineData(403, "AccessDenied", ZoneFault.Denied, false, "the credentials may not do this (policy, encryption key or bucket owner) (403 AccessDenied).")]
    [InlineData(403, "SignatureDoesNotMatch", ZoneFault.Denied, false, "the service does not accept the credentials (403 SignatureDoesNotMatch).")]
    [InlineData(403, "RequestTimeTooSkewed", ZoneFault.Denied, false, "the clock of this machine differs too much from the service's; set it (403 RequestTimeTooSkewed).")]
    [InlineData(404, "NoSuchKey", ZoneFault.Missing, false, "there is no such object (404 NoSuchKey).")]
    [InlineData(404, "NoSuchBucket", ZoneFault.Missing, false, "there is no such bucket (404 NoSuchBucket).")]
    [InlineData(412, "PreconditionFailed", ZoneFault.Changed, false, "the object is not the version any more that was asked for (412 PreconditionFailed).")]
    [InlineData(416, "InvalidRange", ZoneFault.Changed, false, "the object is not the version any more that was asked for (416 InvalidRange).")]
    [InlineData(301, "PermanentRedirect", ZoneFault.Refused, false, "the bucket is in another region; set AWS_REGION or the zone's region (301 PermanentRedirect).")]
    public async Task OpenRead_WhenRefusedMidWay_GivesWhatCameBeforeThenSaysWhy(int status, string code, ZoneFault fault, bool isTransient, string why)
    {
        _proxy.Spoil = request => request.Range is { From: >= 2 * RangeBytes } ? InjectedFault.Answer(status, code) : null;
        await using Stream stream = _zone.OpenRead(_target, CancellationToken.None);
        byte[] before = new byte[2 * RangeBytes];
        await stream.ReadExactlyAsync(before);

        ZoneException failure = await Should.ThrowAsync<ZoneException>(async () => await stream.ReadExactlyAsync(new byte[1]));

        before.ShouldBe(_bytes[..(2 * RangeBytes)]);
        failure.Message.ShouldBe($"s3://{_bucket}/in/a.bin: cannot be read: {why}");
        failure.Fault.ShouldBe(fault);
        failure.IsTransient.ShouldBe(isTransient);
        _proxy.Requests.Count(request => request.Range is { From: 2 * RangeBytes }).ShouldBe(isTransient ? TestZones.Small.Attempts : 1);
    }

    [S3Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task OpenRead_WhenConnectionStalls_AsksAgainAfterTheStallTime(int times)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        using S3Zone zone = Open(TestZones.Small with { Attempts = 3, Pause = TimeSpan.FromSeconds(1) }, time);
        ZoneObject small = await zone.PutAsync("small.bin", new MemoryStream(_bytes[..4000]), CancellationToken.None);
        var hangs = Enumerable.Range(0, times).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        int reads = 0;
        _proxy.Spoil = request =>
        {
            int read = IsRead(request) ? reads++ : times;
            if (read >= times)
            {
                return null;
            }

            hangs[read].SetResult();
            return new InjectedFault { StopAfter = 0, Hangs = true };
        };

        Task<byte[]> reading = ReadAsync(zone, small);
        for (int i = 0; i < times; i++)
        {
            await hangs[i].Task;
            reading.IsCompleted.ShouldBeFalse();
            time.Advance(TimeSpan.FromSeconds(30));
            if (i < 2)
            {
                await time.AdvanceToTimerAsync(TimeSpan.FromSeconds(20), CancellationToken.None); // the wait before the next try
            }
        }

        if (times < 3)
        {
            (await reading).ShouldBe(_bytes[..4000]);
            reads.ShouldBe(times + 1);
            return;
        }

        ZoneException failure = await Should.ThrowAsync<ZoneException>(reading);
        failure.Message.ShouldBe($"s3://{_bucket}/in/small.bin: cannot be read: the connection stalled, nothing came for 30 seconds.");
        failure.IsTransient.ShouldBeTrue();
    }

    [S3Fact]
    public async Task OpenRead_WhenConnectionIsSlowButAlive_WaitsForIt()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        using S3Zone zone = Open(TestZones.Small with { Attempts = 1, Ranges = new RangeOptions { Bytes = RangeBytes, Ahead = 1 } }, time);
        byte[] small = _bytes[..4000];
        ZoneObject target = await zone.PutAsync("slow.bin", new MemoryStream(small), CancellationToken.None);
        _proxy.Spoil = request => !IsRead(request) ? null : new InjectedFault
        {
            Trickle = 1000,
            BetweenPieces = async () =>
            {
                // Each piece has the stall time begin anew; only then does the clock move on by most of it.
                DateTimeOffset renewed = time.GetUtcNow() + TimeSpan.FromSeconds(30);
                while (time.NextTimer != renewed)
                {
                    await Task.Yield();
                }

                time.Advance(TimeSpan.FromSeconds(29));
            },
        };

        (await ReadAsync(zone, target)).ShouldBe(small);
        time.GetUtcNow().ShouldBe(DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(3 * 29));
    }

    [S3Fact]
    public async Task OpenRead_WhenObjectChangesBetweenRangesOfAServerWithoutConditions_StopsBeforeTheOtherVersion()
    {
        using S3Zone zone = Open(TestZones.Small with { Ranges = new RangeOptions { Bytes = RangeBytes, Ahead = 1 } }, TimeProvider.System);
        _proxy.Spoil = _ => new InjectedFault { DropsConditions = true };
        await using Stream stream = zone.OpenRead(_target, CancellationToken.None);
        byte[] before = new byte[RangeBytes];
        await stream.ReadExactlyAsync(before);

        byte[] other = [.. _bytes.Select(b => (byte)~b)];
        await zone.PutAsync("a.bin", new MemoryStream(other), CancellationToken.None);
        ZoneException failure = await Should.ThrowAsync<ZoneException>(async () =>
        {
            byte[] rest = new byte[RangeBytes];
            while (await stream.ReadAsync(rest) is > 0 and var got)
            {
                // A range fetched ahead before the change may still come, and is of the first version.
                rest[..got].ShouldBe(_bytes[RangeBytes..(RangeBytes + got)]);
            }
        });

        failure.Fault.ShouldBe(ZoneFault.Changed);
        failure.Message.ShouldBe($"s3://{_bucket}/in/a.bin: cannot be read: the object changed while it was read; it is to be read again from its start.");
    }

    [S3Fact]
    public async Task OpenRead_WhenObjectIsShorterThanListed_SaysThatItIsCutShort()
    {
        ZoneObject listed = _target with { Size = _target.Size + 500 };

        ZoneException failure = await Should.ThrowAsync<ZoneException>(() => ReadAsync(_zone, listed));

        failure.Fault.ShouldBe(ZoneFault.Changed);
        failure.Message.ShouldBe($"s3://{_bucket}/in/a.bin: cannot be read: of 1500 bytes from byte {3 * RangeBytes} the server has 1000; the object is cut short.");
    }

    [S3Fact]
    public async Task ListAsync_WhenThrottledMidWay_GivesAllKeysOnce()
    {
        string[] keys = [.. Enumerable.Range(0, 25).Select(i => $"p/{i:00}.csv")];
        foreach (string key in keys)
        {
            await _zone.PutAsync(key, new MemoryStream([1]), CancellationToken.None);
        }

        int lists = 0;
        _proxy.Spoil = request => request.Query.Contains("list-type", StringComparison.Ordinal) && Interlocked.Increment(ref lists) % 2 == 0 ? InjectedFault.Answer(503, "SlowDown") : null;
        var listed = new List<string>();
        await foreach (ZoneObject found in _zone.ListAsync("p/", "", CancellationToken.None))
        {
            listed.Add(found.Key);
        }

        listed.ShouldBe(keys);
        lists.ShouldBe(5);
    }

    [S3Fact]
    public async Task PutAsync_WhenAPartIsRefusedForAWhile_SendsItAgain()
    {
        byte[] big = Encoding.ASCII.GetBytes(new string('x', (10 << 20) + 1));
        int parts = 0;
        _proxy.Spoil = request => request.Query.Contains("partNumber=2", StringComparison.Ordinal) && Interlocked.Increment(ref parts) <= 2 ? InjectedFault.Answer(503, "SlowDown") : null;

        ZoneObject put = await _zone.PutAsync("big.bin", new MemoryStream(big), CancellationToken.None);

        (await ReadAsync(_zone, put)).SequenceEqual(big).ShouldBeTrue();
        parts.ShouldBe(3);
    }

    [S3Fact]
    public async Task PutAsync_WhenAPartIsRefused_TakesBackWhatItSent()
    {
        byte[] big = new byte[(10 << 20) + 1];
        _proxy.Spoil = request => request.Query.Contains("partNumber=2", StringComparison.Ordinal) ? InjectedFault.Answer(403, "AccessDenied") : null;

        ZoneException failure = await Should.ThrowAsync<ZoneException>(() => _zone.PutAsync("big.bin", new MemoryStream(big), CancellationToken.None));

        failure.Message.ShouldBe($"s3://{_bucket}/in/big.bin: cannot be written: the credentials may not do this (policy, encryption key or bucket owner) (403 AccessDenied).");
        _proxy.Requests.ShouldContain(request => request.Method == "DELETE" && request.Query.Contains("uploadId", StringComparison.Ordinal));
        (await _zone.FindAsync("big.bin", CancellationToken.None)).ShouldBeNull();
    }

    [S3Fact]
    public async Task FindAsync_WhenBucketIsAbsent_IsAFailureNotAnAbsentObject()
    {
        using S3Zone zone = TestZones.Open(_proxy.Endpoint, "no-such-bucket", TestZones.Small, TimeProvider.System);

        ZoneException failure = await Should.ThrowAsync<ZoneException>(async () => await zone.ListAsync("", "", CancellationToken.None).GetAsyncEnumerator().MoveNextAsync());

        failure.Message.ShouldBe("s3://no-such-bucket/in/: cannot be listed: there is no such bucket (404 NoSuchBucket).");
        failure.Fault.ShouldBe(ZoneFault.Missing);
    }

    [S3Fact]
    public async Task ListAsync_WhenServerIsGone_IsUnreachable()
    {
        await _proxy.DisposeAsync();

        ZoneException failure = await Should.ThrowAsync<ZoneException>(async () => await _zone.ListAsync("", "", CancellationToken.None).GetAsyncEnumerator().MoveNextAsync());

        failure.Fault.ShouldBe(ZoneFault.Unreachable);
        failure.IsTransient.ShouldBeTrue();
        failure.Message.ShouldStartWith($"s3://{_bucket}/in/: cannot be listed: the service cannot be reached, or the connection broke off (");
    }

    private static bool IsRead(S3Request request) => request.Range is not null;

    private S3Zone Open(S3ZoneOptions options, TimeProvider time) => TestZones.Open(_proxy.Endpoint, _bucket, options, time);

    private Task<byte[]> ReadAsync() => ReadAsync(_zone, _target);

    private static async Task<byte[]> ReadAsync(S3Zone zone, ZoneObject target)
    {
        await using Stream stream = zone.OpenRead(target, CancellationToken.None);
        using var read = new MemoryStream();
        await stream.CopyToAsync(read);
        return read.ToArray();
    }
}
