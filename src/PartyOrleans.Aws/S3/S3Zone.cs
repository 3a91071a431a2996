using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using PartyOrleans.Connectors.Zones;

namespace PartyOrleans.Aws.S3;

/// <summary>
/// Objects of a bucket below a prefix, at AWS or any server that speaks the protocol. An object is read in ranges, several at the same time,
/// each asked for on condition of the ETag and checked against it again, since not every server knows conditions. Greater objects are written
/// in parts, which become one object at the end.
/// </summary>
public sealed class S3Zone : IObjectZone
{
    private readonly IAmazonS3 client;
    private readonly S3ZoneOptions options;
    private readonly S3Requests requests;
    private readonly TimeProvider time;

    /// <summary>Uses a client.</summary>
    /// <param name="client">The client; disposed of with this. It should not retry by itself.</param>
    /// <param name="location">A bucket with a prefix.</param>
    /// <param name="options">How it is used; address and region are the client's own.</param>
    /// <param name="time">Clock of waits and of stalled connections.</param>
    /// <exception cref="ArgumentException">The location is a folder, or an option is out of bounds.</exception>
    public S3Zone(IAmazonS3 client, ZoneLocation location, S3ZoneOptions options, TimeProvider time)
    {
        if (!location.IsBucket)
        {
            throw new ArgumentException("The location is a folder, not a bucket.", nameof(location));
        }

        options.Validate();
        (this.client, Location, this.options, this.time) = (client, location, options, time);
        requests = new S3Requests(options, time);
    }

    /// <inheritdoc />
    public ZoneLocation Location { get; }

    /// <summary>Opens a bucket with the credentials that the usual AWS sources give.</summary>
    /// <param name="location">A bucket with a prefix.</param>
    /// <param name="options">Where it is and how it is used.</param>
    /// <param name="time">Clock of waits and of stalled connections.</param>
    /// <exception cref="ArgumentException">The location is a folder, or an option is out of bounds.</exception>
    public static S3Zone Open(ZoneLocation location, S3ZoneOptions options, TimeProvider time)
    {
        options.Validate();
        return new S3Zone(S3Client.Make(options), location, options, time);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<ZoneObject> ListAsync(string prefix, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var request = new ListObjectsV2Request { BucketName = Location.Bucket, Prefix = Location.Path + prefix, MaxKeys = options.PageKeys, ContinuationToken = next };
            if (next is null && after.Length > 0)
            {
                request.StartAfter = Location.Path + after;
            }

            ListObjectsV2Response page = await requests.SendAsync($"{Location}: cannot be listed", stop => client.ListObjectsV2Async(request, stop), cancellationToken);
            foreach (S3Object found in page.S3Objects ?? [])
            {
                string key = found.Key[Location.Path.Length..];
                if (ZoneKey.IsOne(key))
                {
                    yield return Of(key, found.Size ?? 0, found.ETag, found.LastModified);
                }
            }

            next = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (next is not null);
    }

    /// <inheritdoc />
    public async Task<ZoneObject?> FindAsync(string key, CancellationToken cancellationToken)
    {
        ZoneKey.Require(key);
        try
        {
            GetObjectMetadataResponse found = await requests.SendAsync(
                $"{Location.TextOf(key)}: cannot be looked up",
                stop => client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = Location.Bucket, Key = Location.Path + key }, stop),
                cancellationToken);
            return Of(key, found.ContentLength, found.ETag, found.LastModified);
        }
        catch (ZoneException missing) when (missing.Fault == ZoneFault.Missing && missing.InnerException is not AmazonS3Exception { ErrorCode: "NoSuchBucket" })
        {
            return null;
        }
    }

    /// <inheritdoc />
    public Stream OpenRead(ZoneObject target, CancellationToken cancellationToken)
    {
        ZoneKey.Require(target.Key);
        return new RangedStream(target.Size, (from, buffer, stop) => ReadAsync(target, from, buffer, stop), options.Ranges, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<ZoneObject> PutAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        ZoneKey.Require(key);
        string what = $"{Location.TextOf(key)}: cannot be written";
        byte[] part = GC.AllocateUninitializedArray<byte>((int)Math.Min(options.PartBytes, Remaining(content) + 1));
        int got = await content.ReadAtLeastAsync(part, part.Length, throwOnEndOfStream: false, cancellationToken);
        if (got < part.Length || part.Length < options.PartBytes)
        {
            PutObjectResponse put = await requests.SendAsync(what, stop => client.PutObjectAsync(
                new PutObjectRequest { BucketName = Location.Bucket, Key = Location.Path + key, InputStream = new MemoryStream(part, 0, got), UseChunkEncoding = false }, stop), cancellationToken);
            return Of(key, got, put.ETag, time.GetUtcNow().UtcDateTime);
        }

        return await PutPartsAsync(key, what, part, content, cancellationToken);
    }

    /// <inheritdoc />
    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        ZoneKey.Require(key);
        try
        {
            await requests.SendAsync(
                $"{Location.TextOf(key)}: cannot be deleted", stop => client.DeleteObjectAsync(Location.Bucket, Location.Path + key, stop), cancellationToken);
        }
        catch (ZoneException missing) when (missing.Fault == ZoneFault.Missing && missing.InnerException is not AmazonS3Exception { ErrorCode: "NoSuchBucket" })
        {
            // Not there, then.
        }
    }

    /// <inheritdoc />
    public void Dispose() => client.Dispose();

    /// <summary>Reads a range; a try that broke off is gone on with where it was.</summary>
    private async Task ReadAsync(ZoneObject target, long from, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        string what = $"{Location.TextOf(target.Key)}: cannot be read";
        int filled = 0;
        await requests.SendAsync(
            what,
            async stop =>
            {
                using var stall = new CancellationTokenSource(options.Stall, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, stall.Token);
                try
                {
                    using GetObjectResponse answer = await client.GetObjectAsync(
                        new GetObjectRequest
                        {
                            BucketName = Location.Bucket,
                            Key = Location.Path + target.Key,
                            ByteRange = new ByteRange(from + filled, from + buffer.Length - 1),
                            EtagToMatch = $"\"{target.ETag}\"",
                        },
                        either.Token);
                    RequireSame(answer, target, what, from + filled, buffer.Length - filled);
                    while (filled < buffer.Length)
                    {
                        int got = await answer.ResponseStream.ReadAsync(buffer[filled..], either.Token);
                        if (got == 0)
                        {
                            throw new IOException("The answer ended before its length.");
                        }

                        filled += got;
                        stall.CancelAfter(options.Stall);
                    }

                    return filled;
                }
                catch (OperationCanceledException) when (stall.IsCancellationRequested)
                {
                    throw new ZoneException(
                        string.Create(CultureInfo.InvariantCulture, $"{what}: the connection stalled, nothing came for {options.Stall.TotalSeconds:0.###} seconds."), ZoneFault.Unreachable);
                }
            },
            cancellationToken);
    }

    private static void RequireSame(GetObjectResponse answer, ZoneObject target, string what, long from, int length)
    {
        if (!string.Equals(Unquoted(answer.ETag), target.ETag, StringComparison.Ordinal))
        {
            throw new ZoneException($"{what}: the object changed while it was read; it is to be read again from its start.", ZoneFault.Changed);
        }

        // A server that does not know ranges answers with all of it: from the start, that would do as well, but only at the start.
        bool isWhole = answer.HttpStatusCode == HttpStatusCode.OK && from == 0 && length == target.Size;
        if (answer.HttpStatusCode != HttpStatusCode.PartialContent && !isWhole)
        {
            throw new ZoneException($"{what}: the server does not serve ranges of objects.", ZoneFault.Refused);
        }

        if (answer.ContentLength != length)
        {
            throw new ZoneException(
                string.Create(CultureInfo.InvariantCulture, $"{what}: of {length} bytes from byte {from} the server has {answer.ContentLength}; the object is cut short."), ZoneFault.Changed);
        }
    }

    private async Task<ZoneObject> PutPartsAsync(string key, string what, byte[] part, Stream content, CancellationToken cancellationToken)
    {
        string bucket = Location.Bucket;
        string name = Location.Path + key;
        string upload = (await requests.SendAsync(what, stop => client.InitiateMultipartUploadAsync(bucket, name, stop), cancellationToken)).UploadId;
        try
        {
            var done = new List<PartETag>();
            long size = 0;
            for (int got = part.Length; got > 0; got = await content.ReadAtLeastAsync(part, part.Length, throwOnEndOfStream: false, cancellationToken))
            {
                int number = done.Count + 1;
                int length = got;
                UploadPartResponse sent = await requests.SendAsync(what, stop => client.UploadPartAsync(
                    new UploadPartRequest
                    {
                        BucketName = bucket, Key = name, UploadId = upload, PartNumber = number, PartSize = length, InputStream = new MemoryStream(part, 0, length), UseChunkEncoding = false,
                    }, stop), cancellationToken);
                done.Add(new PartETag(number, sent.ETag));
                size += got;
            }

            CompleteMultipartUploadResponse whole = await requests.SendAsync(what, stop => client.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest { BucketName = bucket, Key = name, UploadId = upload, PartETags = done }, stop), cancellationToken);
            return Of(key, size, whole.ETag, time.GetUtcNow().UtcDateTime);
        }
        catch
        {
            // What was sent would lie there, and cost, for ever.
            await requests.SendAsync(what, stop => client.AbortMultipartUploadAsync(bucket, name, upload, stop), CancellationToken.None)
                .ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>Bytes that are still to come of a stream, where it knows.</summary>
    private static long Remaining(Stream content) => content.CanSeek ? content.Length - content.Position : int.MaxValue;

    private static ZoneObject Of(string key, long size, string eTag, DateTime? changedAt) =>
        new(key, size, Unquoted(eTag), changedAt is { } at ? new DateTimeOffset(DateTime.SpecifyKind(at.ToUniversalTime(), DateTimeKind.Utc)) : default);

    private static string Unquoted(string? eTag) => eTag?.Trim('"') ?? "";
}
