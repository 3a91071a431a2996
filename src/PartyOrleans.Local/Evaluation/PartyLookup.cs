namespace PartyOrleans.Local.Evaluation;

/// <summary>The party of a record, named as <c>source/record id</c> or, as truth files of one source do, by its record id alone.</summary>
internal sealed class PartyLookup
{
    private readonly Dictionary<string, string> parties;

    /// <summary>Takes a partition. Where several sources have a record id, the id alone means the first one named.</summary>
    public PartyLookup(IReadOnlyCollection<Membership> partition)
    {
        parties = new Dictionary<string, string>(partition.Count * 2, StringComparer.Ordinal);
        foreach (Membership member in partition)
        {
            parties.TryAdd(member.Key.RecordId, member.Party);
            if (member.Key.Source.Length > 0)
            {
                parties[member.Key.ToString()] = member.Party;
            }
        }
    }

    /// <summary>The party, or null where the partition does not name the record.</summary>
    public string? Find(string record) => parties.GetValueOrDefault(record);
}
