using System.Text.Json;
using PartyOrleans.Storage;

namespace PartyOrleans.Aws.Secrets;

/// <summary>Names a secret and a part of it: <c>NAME#FIELD</c>, or <c>NAME</c> for all of it.</summary>
/// <param name="Secret">Name or ARN of the secret.</param>
/// <param name="Field">Field of its JSON object; empty for its whole text.</param>
internal readonly record struct SecretReference(string Secret, string Field)
{
    /// <summary>Reads a reference.</summary>
    /// <exception cref="StoreException">It names no secret.</exception>
    public static SecretReference Parse(string text)
    {
        int mark = text.LastIndexOf('#');
        var reference = mark < 0 ? new SecretReference(text, "") : new SecretReference(text[..mark], text[(mark + 1)..]);
        return reference.Secret.Length > 0 && (mark < 0 || reference.Field.Length > 0)
            ? reference
            : throw new StoreException($"'secret:{text}' names no secret: it is secret:NAME or secret:NAME#FIELD.", isTransient: false);
    }

    /// <summary>The part of a secret's text.</summary>
    /// <exception cref="StoreException">There is no such part; the message does not repeat the text.</exception>
    public string In(string text)
    {
        if (Field.Length == 0)
        {
            return text;
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(Field, out JsonElement value) && value.ValueKind == JsonValueKind.String)
            {
                return value.GetString()!;
            }
        }
        catch (JsonException)
        {
            // Told below, without the text.
        }

        throw new StoreException($"Secret {Secret} is no JSON object with the text '{Field}'.", isTransient: false);
    }
}
