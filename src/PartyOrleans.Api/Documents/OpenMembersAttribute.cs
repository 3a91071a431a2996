namespace PartyOrleans.Api.Documents;

/// <summary>Says that objects of a schema may have members besides those named.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OpenMembersAttribute : Attribute;
