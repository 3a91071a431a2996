namespace PartyOrleans.Pipelines.Running;

/// <summary>What may be said of a failure: of those that name no data the message, of others the kind.</summary>
internal static class StepFailures
{
    /// <summary>Describes a failure.</summary>
    public static string Describe(this PipelineSurroundings surroundings, Exception failure) => failure switch
    {
        StepFailedException or TimeoutException or PipelineRefusedException => failure.Message,
        _ => surroundings.MessageOf(failure) ?? $"{failure.GetType().Name}; the hub's log says more.",
    };
}
