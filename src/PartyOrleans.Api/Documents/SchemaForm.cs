using System.Reflection;
using Microsoft.OpenApi;

namespace PartyOrleans.Api.Documents;

/// <summary>Brings schemas into the form that the hub's JSON has: what has nothing to say is absent, never null, and there are no members besides those named.</summary>
internal static class SchemaForm
{
    /// <summary>Where the library keeps the name that a schema would have among the components.</summary>
    private const string SchemaId = "x-schema-id";

    /// <summary>Where it keeps the words for the member that refers to it.</summary>
    private const string RefDescription = "x-ref-description";

    /// <summary>Sets the form of one schema.</summary>
    public static void Set(OpenApiSchema schema, Type type)
    {
        if (schema.Type is { } types && types.HasFlag(JsonSchemaType.Null))
        {
            schema.Type = types & ~JsonSchemaType.Null;
        }

        if (schema.Enum is { Count: > 0 } values)
        {
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. values.Where(static value => value is not null && value.GetValueKind() == System.Text.Json.JsonValueKind.String)];
        }

        if (schema.Properties is { Count: > 0 })
        {
            schema.AdditionalPropertiesAllowed = type.GetCustomAttribute<OpenMembersAttribute>() is not null;
        }
    }

    /// <summary>Names the objects and enumerations that a schema is made of among the components, and refers to them.</summary>
    public static void NameParts(OpenApiSchema schema, OpenApiDocument document)
    {
        foreach ((string name, IOpenApiSchema member) in (schema.Properties ?? new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)).ToArray())
        {
            schema.Properties![name] = Named(member, document);
        }

        if (schema.Items is { } items)
        {
            schema.Items = Named(items, document);
        }
    }

    private static IOpenApiSchema Named(IOpenApiSchema part, OpenApiDocument document)
    {
        if (part is not OpenApiSchema schema)
        {
            return part;
        }

        NameParts(schema, document);
        if (schema.Metadata is null || !schema.Metadata.TryGetValue(SchemaId, out object? id) || id is not string { Length: > 0 } name)
        {
            return schema;
        }

        document.AddComponent(name, schema);
        return new OpenApiSchemaReference(name, document) { Description = schema.Metadata.TryGetValue(RefDescription, out object? words) ? words as string : null };
    }

    /// <summary>Replaces members that may be null or an object by the object.</summary>
    public static void ReplaceNullable(IOpenApiSchema schema)
    {
        if (schema is not OpenApiSchema { Properties: { } members })
        {
            return;
        }

        foreach ((string name, IOpenApiSchema member) in members.ToArray())
        {
            if (member.OneOf is { Count: 2 } choices && choices.SingleOrDefault(static choice => choice.Type != JsonSchemaType.Null) is { } only)
            {
                members[name] = only;
            }
        }
    }
}
