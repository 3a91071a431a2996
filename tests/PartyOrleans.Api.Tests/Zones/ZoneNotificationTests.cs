using System.Text;
using PartyOrleans.Api.Zones;

namespace PartyOrleans.Api.Tests.Zones;

public sealed class ZoneNotificationTests
{
    private const string S3 = """{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"raw","arn":"arn:aws:s3:::raw"},"object":{"key":"in/Ann+Lee%2C+2026.csv","size":17}}},{"eventName":"ObjectRemoved:Delete","s3":{"bucket":{"name":"raw"},"object":{"key":"in/b.csv"}}}]}""";

    [Fact]
    public void Read_WhenAnS3Notification_GivesTheKeysThatWereWritten()
    {
        ZoneNotification news = Read(S3);

        news.Objects.ShouldBe([new NotedObject("raw", "in/Ann Lee, 2026.csv")]);
        news.Others.ShouldBe(1);
        news.Topic.ShouldBeNull();
    }

    [Fact]
    public void Read_WhenAnotherServerPrefixesItsEvents_ReadsThemTheSame() =>
        Read("""{"EventName":"s3:ObjectCreated:Put","Key":"raw/a.csv","Records":[{"eventName":"s3:ObjectCreated:CompleteMultipartUpload","s3":{"bucket":{"name":"raw"},"object":{"key":"a.csv"}}}]}""")
            .Objects.ShouldBe([new NotedObject("raw", "a.csv")]);

    [Fact]
    public void Read_WhenAnEventBridgeEvent_TakesTheKeyAsItIs() =>
        Read("""{"version":"0","detail-type":"Object Created","source":"aws.s3","detail":{"bucket":{"name":"raw"},"object":{"key":"in/a+b%20c.csv","size":5}}}""")
            .Objects.ShouldBe([new NotedObject("raw", "in/a+b%20c.csv")]);

    [Theory]
    [InlineData("""{"detail-type":"Object Deleted","detail":{"bucket":{"name":"raw"},"object":{"key":"a"}}}""")]
    [InlineData("""{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"raw"}""")]
    [InlineData("""{"Type":"UnsubscribeConfirmation","TopicArn":"arn:aws:sns:eu-west-1:123456789012:raw","Token":"x"}""")]
    public void Read_WhenOfAnotherKind_GivesNothing(string json)
    {
        ZoneNotification news = Read(json);

        (news.Objects.Count, news.Others, news.Topic).ShouldBe((0, 1, null));
    }

    [Fact]
    public void Read_WhenWrappedByATopic_ReadsWhatIsWithin()
    {
        string wrapped = new System.Text.Json.Nodes.JsonObject { ["Type"] = "Notification", ["TopicArn"] = "arn:aws:sns:eu-west-1:123456789012:raw", ["Message"] = S3 }.ToJsonString();

        Read(wrapped).Objects.ShouldBe([new NotedObject("raw", "in/Ann Lee, 2026.csv")]);
    }

    [Fact]
    public void Read_WhenASubscriptionIsToBeConfirmed_GivesTopicAndTokenAndNoAddress()
    {
        ZoneNotification news = Read("""{"Type":"SubscriptionConfirmation","TopicArn":"arn:aws:sns:eu-west-1:123456789012:raw","Token":"t0","SubscribeURL":"http://169.254.169.254/latest"}""");

        (news.Topic, news.Token, news.Objects.Count).ShouldBe(("arn:aws:sns:eu-west-1:123456789012:raw", "t0", 0));
    }

    [Fact]
    public void Read_WhenKeysAreListed_GivesThemRelativeToTheZone() =>
        Read("""{"keys":["a.csv","b/c.csv"]}""").Objects.ShouldBe([new NotedObject(null, "a.csv"), new NotedObject(null, "b/c.csv")]);

    [Theory]
    [InlineData("", "The message is not valid JSON.")]
    [InlineData("{", "The message is not valid JSON.")]
    [InlineData("[]", "The message is not one about objects: it is no object.")]
    [InlineData("""{"a":1}""", "The message is not one about objects: it has neither Records, nor detail-type and detail, nor keys.")]
    [InlineData("""{"keys":[7]}""", "The message is not one about objects: a key is no text, empty or too long.")]
    [InlineData("""{"keys":[""]}""", "The message is not one about objects: a key is no text, empty or too long.")]
    [InlineData("""{"Records":[{}]}""", "The message is not one about objects: eventName of a record is missing.")]
    [InlineData("""{"Records":[{"eventName":"ObjectCreated:Put","s3":{"bucket":{}}}]}""", "The message is not one about objects: bucket.name or object.key is missing.")]
    [InlineData("""{"Type":"Notification","TopicArn":"a"}""", "The message is not one about objects: Message of the notification is missing.")]
    [InlineData("""{"Type":"Other","TopicArn":"a"}""", "The message is not one about objects: Type is none of Notification, SubscriptionConfirmation, UnsubscribeConfirmation.")]
    [InlineData("""{"Type":"SubscriptionConfirmation","TopicArn":"a"}""", "The message is not one about objects: Token of the confirmation is missing.")]
    public void Read_WhenItIsNone_SaysWhatIsWrong(string json, string message) =>
        Should.Throw<FormatException>(() => Read(json)).Message.ShouldBe(message);

    [Fact]
    public void Read_WhenATopicWrapsATopic_DoesNotGoDeeper()
    {
        string inner = new System.Text.Json.Nodes.JsonObject { ["Type"] = "Notification", ["TopicArn"] = "a", ["Message"] = S3 }.ToJsonString();
        string outer = new System.Text.Json.Nodes.JsonObject { ["Type"] = "Notification", ["TopicArn"] = "a", ["Message"] = inner }.ToJsonString();

        Should.Throw<FormatException>(() => Read(outer));
    }

    private static ZoneNotification Read(string json) => ZoneNotification.Read(Encoding.UTF8.GetBytes(json));
}
