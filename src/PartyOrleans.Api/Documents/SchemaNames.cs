namespace PartyOrleans.Api.Documents;

/// <summary>Names of schemas among the components: <c>PartySchema</c> is Party, <c>PageSchema&lt;EventSchema&gt;</c> EventPage.</summary>
internal static class SchemaNames
{
    private const string Ending = "Schema";

    /// <summary>The name of a type.</summary>
    public static string Of(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        string name = type.IsGenericType ? type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)] : type.Name;
        string own = name.EndsWith(Ending, StringComparison.Ordinal) ? name[..^Ending.Length] : name;
        return type.IsGenericType ? Of(type.GetGenericArguments()[0]) + own : own;
    }
}
