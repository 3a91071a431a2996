using System.Text;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors.Adapters;

/// <summary>Dead letters of messages that were refused, whole enough to be read again.</summary>
public static class MessageLetters
{
    /// <summary>Greatest raw text, bytes of UTF-8; a longer one is cut, with a mark.</summary>
    public const int MostRawBytes = 1 << 20;

    /// <summary>What stands at the end of a raw text that was cut.</summary>
    public const string CutMark = " [cut]";

    /// <summary>Makes the dead letter of a message.</summary>
    /// <param name="adapter">What refused it.</param>
    /// <param name="message">The message.</param>
    /// <param name="refused">What the adapter said of it.</param>
    /// <param name="input">File or stream that it came in.</param>
    public static DeadLetter Of(IMessageAdapter adapter, in SourceMessage message, in AdaptedMessage refused, string input)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        string source = refused.Key.Source is { Length: > 0 } told ? told : adapter.Source;
        return new DeadLetter(source, input, message.Place, refused.Refusal, refused.Reason, RawOf(message.Value.Span, out bool isEncoded))
        {
            Context = ContextOf(adapter.Context, message, isEncoded),
        };
    }

    /// <summary>Bytes as the raw text of a letter: text as it is, what is no UTF-8 in base 64.</summary>
    internal static string RawOf(ReadOnlySpan<byte> value, out bool isEncoded)
    {
        isEncoded = !Utf8.IsValid(value);
        if (isEncoded)
        {
            const int Most = MostRawBytes / 4 * 3;
            string encoded = Convert.ToBase64String(value.Length > Most ? value[..Most] : value);
            return value.Length > Most ? encoded + CutMark : encoded;
        }

        string text = Encoding.UTF8.GetString(value.Length > MostRawBytes ? value[..MostRawBytes] : value);
        return value.Length > MostRawBytes ? text + CutMark : text;
    }

    private static string ContextOf(string context, in SourceMessage message, bool isEncoded)
    {
        if (message.Key.IsEmpty && !message.IsTombstone && !isEncoded && message.FallbackId.Length == 0)
        {
            return context;
        }

        JsonObject members = JsonNode.Parse(context)?.AsObject() ?? [];
        if (!message.Key.IsEmpty)
        {
            members["key"] = Convert.ToBase64String(message.Key.Span);
        }

        if (message.IsTombstone)
        {
            members["tombstone"] = true;
        }

        if (isEncoded)
        {
            members["base64"] = true;
        }

        if (message.FallbackId.Length > 0)
        {
            members["id"] = message.FallbackId;
        }

        return members.ToJsonString();
    }
}
