using System.Text.Json;

namespace PartyOrleans.Api.Zones;

/// <summary>
/// What a message about objects says, in the forms that are about: S3 event notifications (also of other servers), EventBridge, both also wrapped
/// by SNS, and <c>{"keys":[...]}</c>. It says which keys to look at, no more: an address in it is never followed.
/// </summary>
internal sealed record ZoneNotification
{
    private const int MostDepth = 32;
    private const int MostKeyCharacters = 4096;

    /// <summary>Objects that were written.</summary>
    public IReadOnlyList<NotedObject> Objects { get; private init; } = [];

    /// <summary>Entries that are of no concern: objects deleted, restored, tagged.</summary>
    public int Others { get; private init; }

    /// <summary>ARN of the topic whose subscription is to be confirmed; null where there is none.</summary>
    public string? Topic { get; private init; }

    /// <summary>What the topic wants to be shown again.</summary>
    public string Token { get; private init; } = "";

    /// <summary>Reads a message.</summary>
    /// <exception cref="FormatException">It is none of the forms; the message says what is wrong.</exception>
    public static ZoneNotification Read(ReadOnlyMemory<byte> utf8)
    {
        using JsonDocument document = Parse(utf8);
        JsonElement root = document.RootElement;
        if (TextOf(root, "Type") is not { } type || !root.TryGetProperty("TopicArn", out JsonElement topic))
        {
            return ReadEvents(root);
        }

        switch (type)
        {
            case "Notification":
                using (JsonDocument inner = Parse(System.Text.Encoding.UTF8.GetBytes(TextOf(root, "Message") ?? throw Wrong("Message of the notification is missing"))))
                {
                    return ReadEvents(inner.RootElement);
                }

            case "SubscriptionConfirmation":
                return new ZoneNotification
                {
                    Topic = topic.ValueKind == JsonValueKind.String ? topic.GetString() : throw Wrong("TopicArn is no text"),
                    Token = TextOf(root, "Token") ?? throw Wrong("Token of the confirmation is missing"),
                };

            case "UnsubscribeConfirmation":
                return new ZoneNotification { Others = 1 };

            default:
                throw Wrong("Type is none of Notification, SubscriptionConfirmation, UnsubscribeConfirmation");
        }
    }

    private static ZoneNotification ReadEvents(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Wrong("it is no object");
        }

        if (root.TryGetProperty("Records", out JsonElement records) && records.ValueKind == JsonValueKind.Array)
        {
            return ReadRecords(records);
        }

        if (root.TryGetProperty("detail-type", out _) && root.TryGetProperty("detail", out JsonElement detail))
        {
            return TextOf(root, "detail-type") == "Object Created"
                ? new ZoneNotification { Objects = [ObjectOf(detail, isEncoded: false)] }
                : new ZoneNotification { Others = 1 };
        }

        if (root.TryGetProperty("keys", out JsonElement keys) && keys.ValueKind == JsonValueKind.Array)
        {
            return new ZoneNotification { Objects = [.. keys.EnumerateArray().Select(key => new NotedObject(null, KeyOf(key, isEncoded: false)))] };
        }

        return TextOf(root, "Event") == "s3:TestEvent"
            ? new ZoneNotification { Others = 1 }
            : throw Wrong("it has neither Records, nor detail-type and detail, nor keys");
    }

    private static ZoneNotification ReadRecords(JsonElement records)
    {
        var objects = new List<NotedObject>();
        int others = 0;
        foreach (JsonElement record in records.EnumerateArray())
        {
            string name = TextOf(record, "eventName") ?? throw Wrong("eventName of a record is missing");
            if (name.StartsWith("s3:", StringComparison.Ordinal))
            {
                name = name[3..];
            }

            if (name.StartsWith("ObjectCreated:", StringComparison.Ordinal) && record.TryGetProperty("s3", out JsonElement s3))
            {
                objects.Add(ObjectOf(s3, isEncoded: true));
            }
            else
            {
                others++;
            }
        }

        return new ZoneNotification { Objects = objects, Others = others };
    }

    private static NotedObject ObjectOf(JsonElement place, bool isEncoded) =>
        place.ValueKind == JsonValueKind.Object && place.TryGetProperty("bucket", out JsonElement bucket) && TextOf(bucket, "name") is { } name
        && place.TryGetProperty("object", out JsonElement target) && target.ValueKind == JsonValueKind.Object && target.TryGetProperty("key", out JsonElement key)
            ? new NotedObject(name, KeyOf(key, isEncoded))
            : throw Wrong("bucket.name or object.key is missing");

    private static string KeyOf(JsonElement key, bool isEncoded)
    {
        string text = key.ValueKind == JsonValueKind.String && key.GetString() is { Length: > 0 and <= MostKeyCharacters } given ? given : throw Wrong("a key is no text, empty or too long");
        return isEncoded ? Uri.UnescapeDataString(text.Replace('+', ' ')) : text;
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonDocument Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = MostDepth });
        }
        catch (JsonException failure)
        {
            throw new FormatException("The message is not valid JSON.", failure);
        }
    }

    private static FormatException Wrong(string what) => new($"The message is not one about objects: {what}.");
}
