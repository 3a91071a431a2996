namespace PartyOrleans.Local.Generate;

/// <summary>Makes records of invented persons and organisations, with the noise of real systems and the truth beside them.</summary>
/// <remarks>
/// Every record is a function of options and position alone: nothing is held in memory, and a part can be made without the rest.
/// The first records of the parties and their further ones are shuffled, so that neither order nor id tells who belongs together.
/// </remarks>
public static class PartyGenerator
{
    /// <summary>The records in the order in which the sources' files hold them, sources mixed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option lies outside its bounds.</exception>
    public static IEnumerable<GeneratedRecord> Generate(GeneratorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return Records(options);
    }

    private static IEnumerable<GeneratedRecord> Records(GeneratorOptions options)
    {
        int entities = options.Entities;
        int organisations = GeneratorOptions.PerMillion(options.OrganisationShare);
        var order = new ShuffledOrder(options.Records, options.Seed);
        for (int place = 0; place < options.Records; place++)
        {
            yield return Record(options, place, order.At(place), entities, organisations);
        }
    }

    private static GeneratedRecord Record(GeneratorOptions options, int place, long number, int entities, int organisationsPerMillion)
    {
        long entity = number < entities ? number : SeededRandom.For(options.Seed, Purpose.Duplicate, number).Below((long)entities);
        bool organisation = SeededRandom.For(options.Seed, Purpose.Kind, entity).Below(1_000_000) < organisationsPerMillion;
        var random = SeededRandom.For(options.Seed, Purpose.Record, number);

        // Registers hold organisations more often than persons.
        int source = random.Below(options.Sources);
        if (SourceLayout.Of(source).Clean && !organisation && random.Chance(700))
        {
            source = random.Below(options.Sources);
        }

        SourceLayout layout = SourceLayout.Of(source);
        Facts facts = organisation
            ? Organisations.Record(options.Seed, entity, ref random, layout.Clean)
            : Persons.Record(options.Seed, entity, ref random, layout.Clean);
        string recordId = layout.IdPrefix + (place + 1).ToString("D7");
        string name = SourceLayout.NameOf(source);
        return new GeneratedRecord(name, recordId, entity, layout.Columns(name, recordId, facts, ref random));
    }
}
