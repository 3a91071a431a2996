using System.Text.Json.Serialization;

namespace PartyOrleans.Client.Transport;

/// <summary>The JSON of the hub's API: members in snake case, enumerations by name, absent where null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(HubProblem))]
[JsonSerializable(typeof(RecordBody))]
[JsonSerializable(typeof(BulkLine))]
[JsonSerializable(typeof(BulkResult))]
[JsonSerializable(typeof(RecordResult))]
[JsonSerializable(typeof(PartyRecord))]
[JsonSerializable(typeof(Party))]
[JsonSerializable(typeof(PartyRecords))]
[JsonSerializable(typeof(Page<Party>))]
[JsonSerializable(typeof(Page<HubEvent>))]
[JsonSerializable(typeof(HubEvent))]
[JsonSerializable(typeof(PairReason))]
[JsonSerializable(typeof(PartySteps))]
[JsonSerializable(typeof(MatchCandidates))]
[JsonSerializable(typeof(Page<AuditEntry>))]
[JsonSerializable(typeof(AuditProof))]
[JsonSerializable(typeof(PairBody))]
[JsonSerializable(typeof(Page<Review>))]
[JsonSerializable(typeof(Page<Judgement>))]
[JsonSerializable(typeof(ClaimedPair))]
[JsonSerializable(typeof(Decision))]
[JsonSerializable(typeof(ProposedBundle))]
[JsonSerializable(typeof(Page<KeptBundle>))]
[JsonSerializable(typeof(BundleDiff))]
[JsonSerializable(typeof(BundleAccepted))]
[JsonSerializable(typeof(BundleBody))]
[JsonSerializable(typeof(SearchPage))]
[JsonSerializable(typeof(BundleCheck))]
[JsonSerializable(typeof(Load))]
[JsonSerializable(typeof(Page<Load>))]
[JsonSerializable(typeof(LoadBody))]
[JsonSerializable(typeof(RecordVersion))]
[JsonSerializable(typeof(Page<RecordVersion>))]
[JsonSerializable(typeof(PartyLineage))]
internal sealed partial class HubJson : JsonSerializerContext;
