using PartyOrleans.Connectors.Zones;

namespace PartyOrleans.Connectors.Tests.Zones;

public sealed class ZoneLocationTests
{
    [Theory]
    [InlineData("s3://bucket", "bucket", "", "s3://bucket/")]
    [InlineData("s3://bucket/", "bucket", "", "s3://bucket/")]
    [InlineData("S3://my.bucket-1/in", "my.bucket-1", "in/", "s3://my.bucket-1/in/")]
    [InlineData("s3://bucket/in/crm/", "bucket", "in/crm/", "s3://bucket/in/crm/")]
    [InlineData("/data/in/", "", "/data/in", "/data/in")]
    public void Parse_WhenALocation_HasBucketAndPath(string text, string bucket, string path, string written)
    {
        ZoneLocation location = ZoneLocation.Parse(text);

        location.Bucket.ShouldBe(bucket);
        location.Path.ShouldBe(path);
        location.ToString().ShouldBe(written);
        location.IsBucket.ShouldBe(bucket.Length > 0);
    }

    [Theory]
    [InlineData("s3://", "'s3://': the name of a bucket is 3 to 255 letters, digits, dots, hyphens and underscores, as in s3://bucket/prefix/.")]
    [InlineData("s3://b@d/x", "'s3://b@d/x': the name of a bucket is 3 to 255 letters, digits, dots, hyphens and underscores, as in s3://bucket/prefix/.")]
    [InlineData("gs://bucket/x", "'gs://bucket/x' is no location. Allowed are s3://bucket/prefix/ and the path of a folder.")]
    [InlineData("", "'' is no location. Allowed are s3://bucket/prefix/ and the path of a folder.")]
    public void Parse_WhenNone_SaysWhatIsAllowed(string text, string message) =>
        Should.Throw<FormatException>(() => ZoneLocation.Parse(text)).Message.ShouldBe(message);

    [Theory]
    [InlineData("s3://bucket/in/", "a/b.csv", "s3://bucket/in/a/b.csv")]
    [InlineData("s3://bucket", "b.csv", "s3://bucket/b.csv")]
    [InlineData("/data", "a/b.csv", "/data/a/b.csv")]
    public void TextOf_WhenKey_NamesTheObject(string location, string key, string text) => ZoneLocation.Parse(location).TextOf(key).ShouldBe(text);
}
