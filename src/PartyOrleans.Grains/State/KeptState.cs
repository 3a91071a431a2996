using System.Text.Json;
using System.Text.Json.Nodes;

namespace PartyOrleans.Grains.State;

/// <summary>What a grain keeps: a document of System.Text.Json with the version of its form, so that whatever serializer a silo's storage has, its bytes are ours.</summary>
[GenerateSerializer]
[Alias("party.kept-state")]
public sealed class KeptState
{
    /// <summary>The version of the form; 0 where nothing is kept.</summary>
    [Id(0)]
    public int Version { get; set; }

    /// <summary>The document; empty where nothing is kept.</summary>
    [Id(1)]
    public string Json { get; set; } = "";
}

/// <summary>How a state is kept: its form, and how older forms become this one.</summary>
/// <typeparam name="T">The state.</typeparam>
/// <param name="options">How it is written.</param>
/// <param name="upcasts">For each version before the present one, from 1 on, what makes of its document that of the next version.</param>
internal sealed class StateForm<T>(JsonSerializerOptions options, params Func<JsonObject, JsonObject>[] upcasts)
    where T : class
{
    /// <summary>The present version.</summary>
    public int Version => upcasts.Length + 1;

    /// <summary>Writes a state.</summary>
    public void Write(T state, KeptState kept) => (kept.Version, kept.Json) = (Version, JsonSerializer.Serialize(state, options));

    /// <summary>Reads what this program or an older one wrote; null where nothing is kept.</summary>
    /// <exception cref="InvalidDataException">A newer program wrote it, or it is no such document.</exception>
    public T? Read(KeptState kept)
    {
        if (kept.Version == 0)
        {
            return null;
        }

        if (kept.Version > Version)
        {
            throw new InvalidDataException($"A {typeof(T).Name} of version {kept.Version} is kept; this program reads versions 1 to {Version}: upgrade it.");
        }

        try
        {
            JsonNode? document = JsonNode.Parse(kept.Json);
            for (int version = kept.Version; version < Version && document is not null; version++)
            {
                document = upcasts[version - 1](document.AsObject());
            }

            return document.Deserialize<T>(options) ?? throw new InvalidDataException($"A {typeof(T).Name} of version {kept.Version} is kept that is none.");
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"A {typeof(T).Name} of version {kept.Version} is kept that is none.", broken);
        }
    }
}
