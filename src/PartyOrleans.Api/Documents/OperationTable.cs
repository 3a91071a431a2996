using PartyOrleans.Api.Bundles;
using PartyOrleans.Api.DeadLetters;
using PartyOrleans.Api.Documents.Schemas;
using PartyOrleans.Api.Erasure;
using PartyOrleans.Api.Loads;
using PartyOrleans.Api.Pipelines;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Sinks;
using PartyOrleans.Api.Stewardship;

namespace PartyOrleans.Api.Documents;

/// <summary>
/// What each operation takes and gives, all in one place, because the JSON is written by hand. A test calls every operation and holds its answers
/// against this table.
/// </summary>
internal static class OperationTable
{
    private const string Idempotency = "Idempotency-Key";
    private const string Ndjson = "application/x-ndjson";
    private const string PairExample = """{"left":{"source":"crm","record_id":"17"},"right":{"source":"web","record_id":"4"},"reason":"the same signature"}""";
    private const string BundleExample = """{"sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}""";
    private const string RecordExample = """{"name.full":"Ann Lee","date.birth":"1980-02-03","phone":["0113 496 0000"],"address":[{"street":"Mill Lane","city":"Leeds"}]}""";

    private static readonly (string, string)[] Replayed = [("Idempotency-Replayed", "true where this is the answer given to the same request before.")];
    private static readonly (string, string)[] Location = [("Location", "Path of the load.")];
    private static readonly (string, string)[] RunLocation = [("Location", "Path of the run.")];

    /// <summary>The table, by name.</summary>
    public static readonly IReadOnlyList<OperationDocument> Rows =
    [
        new("getLive", new AnswerDocument(200, "The process lives.", typeof(LiveSchema))),
        new("getReady", new AnswerDocument(200, "The hub takes inputs.", typeof(ReadySchema)), new AnswerDocument(503, "It does not, for the causes given.", typeof(ReadySchema))),
        new("getMetrics", new AnswerDocument(200, "Metrics.", typeof(string), "text/plain")),
        new("putRecord", Result(200, "The record was replaced, or is as it was.", "updated", "changed"), Result(201, "The record is new.", "created", "created"))
        {
            Description = "The record is durable, and its party resolved, when the answer comes. The same content again changes nothing.",
            Request = typeof(GivenRecordSchema), RequestExample = RecordExample, Headers = [Idempotency],
            Problems = [ProblemType.InvalidRecord, ProblemType.IdempotencyKeyReused, ProblemType.RecordErased, ProblemType.TooLarge, ProblemType.UnsupportedMediaType],
        },
        new("deleteRecord", Result(200, "The record is gone, or was not there.", "deleted", "retired")) { Headers = [Idempotency], Problems = [ProblemType.IdempotencyKeyReused, ProblemType.RecordErased] },
        new("getRecord", new AnswerDocument(200, "The record.", typeof(RecordSchema))) { Problems = [ProblemType.RecordNotFound] },
        new("getRecordVersions", new AnswerDocument(200, "Its versions.", typeof(ListSchema<RecordVersionSchema>))) { Problems = [ProblemType.RecordNotFound] },
        new("bulkRecords", new AnswerDocument(200, "A line for each line, in their order, as each is durable.", typeof(BulkResultSchema), Ndjson))
        {
            Description = "One JSON object a line, each with source and record_id. Read the answer while you send: the hub takes no more while its results are not read. "
                + "A refused line does not end the stream; one with \"stopped\": true does. Of a stream that is cut, what was acknowledged is kept.",
            Request = typeof(GivenRecordSchema), RequestTypes = [Ndjson], RequestExample = """{"source":"crm","record_id":"17","name.full":"Ann Lee"}""",
        },
        new("searchParties", new AnswerDocument(200, "A page of parties.", typeof(FoundPageSchema))),
        new("getParty", new AnswerDocument(200, "The party.", typeof(PartySchema))) { Problems = [ProblemType.PartyNotFound, ProblemType.PartyGone] },
        new("getPartyRecords", new AnswerDocument(200, "The party's records.", typeof(PartyRecordsSchema))) { Problems = [ProblemType.PartyNotFound, ProblemType.PartyGone] },
        new("getPartyHistory", new AnswerDocument(200, "A page of versions.", typeof(PageSchema<PartyVersionSchema>))) { Problems = [ProblemType.PartyNotFound] },
        new("getPartyEvents", new AnswerDocument(200, "A page of events.", typeof(PageSchema<EventSchema>))) { Problems = [ProblemType.PartyNotFound] },
        new("getPartyLineage", new AnswerDocument(200, "The cells.", typeof(LineageSchema))) { Problems = [ProblemType.PartyNotFound, ProblemType.PartyGone] },
        new("how", new AnswerDocument(200, "The merges.", typeof(HowSchema))) { Problems = [ProblemType.PartyNotFound, ProblemType.PartyGone] },
        new("why", new AnswerDocument(200, "The reasons.", typeof(WhySchema))) { Problems = [ProblemType.RecordNotFound, ProblemType.PartyNotFound, ProblemType.PartyGone] },
        new("match", new AnswerDocument(200, "The best parties.", typeof(MatchSchema)))
        {
            Description = "Nothing is stored. Values that the caller may see only masked are not compared, and named in ignored.",
            Request = typeof(GivenRecordSchema), RequestExample = RecordExample, Problems = [ProblemType.InvalidRecord, ProblemType.TooLarge, ProblemType.UnsupportedMediaType],
        },
        new("getReviews", new AnswerDocument(200, "A page of pairs.", typeof(PageSchema<ReviewSchema>))),
        Pair("claimReview", new AnswerDocument(200, "The claim; minutes says how long it holds, 15 where absent.", typeof(ClaimedPairSchema)), ProblemType.Conflict),
        Pair("releaseReview", new AnswerDocument(204, "The claim is given back.", null), ProblemType.NotFound),
        Pair("confirmReview", Decided, ProblemType.Conflict),
        Pair("rejectReview", Decided, ProblemType.Conflict),
        Pair("undoReview", Decided, ProblemType.NotFound, ProblemType.Conflict),
        new("getJudgements", new AnswerDocument(200, "A page of judgements.", typeof(PageSchema<JudgementSchema>))),
        new("getJudgementHistory", new AnswerDocument(200, "The judgements.", typeof(ListSchema<JudgementPeriodSchema>))),
        Pair("putJudgement", Decided) with { RequestExample = """{"left":{"source":"crm","record_id":"17"},"right":{"source":"web","record_id":"4"},"kind":"cannot-link","reason":"twins"}""" },
        new("deleteJudgement", Decided) { Problems = [ProblemType.NotFound] },
        new("startLoad", new AnswerDocument(202, "The load has begun.", typeof(LoadSchema)) { Headers = Location })
        {
            Request = typeof(LoadRequest), RequestExample = """{"path":"people.csv","source":"crm"}""", Problems = [ProblemType.TooLarge, ProblemType.UnsupportedMediaType],
        },
        new("uploadLoad", new AnswerDocument(202, "The load has begun.", typeof(LoadSchema)) { Headers = Location })
        {
            Request = typeof(string), RequestTypes = ["application/octet-stream", "text/csv"], Problems = [ProblemType.TooLarge, ProblemType.UnsupportedMediaType],
        },
        new("getLoads", new AnswerDocument(200, "The loads.", typeof(ListSchema<LoadSchema>))),
        new("getLoad", new AnswerDocument(200, "The load.", typeof(LoadSchema))) { Problems = [ProblemType.NotFound] },
        new("cancelLoad", new AnswerDocument(200, "The load, as it is while it stops.", typeof(LoadSchema))) { Problems = [ProblemType.NotFound] },
        new("getQuality", new AnswerDocument(200, "The report.", typeof(QualityReportSchema))) { Problems = [ProblemType.NotFound] },
        new("getQualityHistory", new AnswerDocument(200, "The reports.", typeof(ListSchema<QualityReportSchema>))),
        new("checkQuality", new AnswerDocument(200, "The report, which is kept.", typeof(QualityReportSchema))),
        new("getPipelines", new AnswerDocument(200, "The pipelines.", typeof(ListSchema<PipelineSchema>))),
        new("getPipelineRuns", new AnswerDocument(200, "The runs.", typeof(ListSchema<PipelineRunSchema>))) { Problems = [ProblemType.NotFound] },
        new("startPipelineRun", new AnswerDocument(202, "The run is recorded; it begins, or waits for its turn.", typeof(PipelineRunSchema)) { Headers = RunLocation })
        {
            Description = "Refused while another run goes on, unless the pipeline lets runs wait.",
            Request = typeof(PipelineRunRequest), RequestExample = """{"reason":"the files came late"}""",
            Problems = [ProblemType.NotFound, ProblemType.Conflict, ProblemType.TooLarge, ProblemType.UnsupportedMediaType],
        },
        new("getPipelineRun", new AnswerDocument(200, "The run.", typeof(PipelineRunSchema))) { Problems = [ProblemType.NotFound] },
        new("resumePipelineRun", new AnswerDocument(202, "The run goes on, or waits for its turn.", typeof(PipelineRunSchema)) { Headers = RunLocation })
        {
            Description = "Steps that are done stay done.", Problems = [ProblemType.NotFound, ProblemType.Conflict],
        },
        new("cancelPipelineRun", new AnswerDocument(200, "The run, as it is while it stops.", typeof(PipelineRunSchema))) { Problems = [ProblemType.NotFound] },
        new("getZones", new AnswerDocument(200, "The zones.", typeof(ListSchema<ZoneSchema>))) { Problems = [ProblemType.NotFound] },
        new("getZoneObjects", new AnswerDocument(200, "A page of objects.", typeof(PageSchema<ZoneEntrySchema>))) { Problems = [ProblemType.NotFound] },
        new("scanZone", new AnswerDocument(202, "The zone is looked through.", typeof(ZoneSchema))) { Problems = [ProblemType.NotFound] },
        new("notifyZone", new AnswerDocument(202, "The objects are looked up and loaded in the background.", typeof(ZoneNewsSchema)))
        {
            Description = "Nothing of the message is believed but which keys to look at. A subscription of SNS is confirmed where the zone's configuration names its topic. "
                + "An API key may be given as the password of basic authentication here, which is what SNS can send.",
            Request = typeof(ZoneMessageSchema), RequestTypes = ["application/json", "text/plain"],
            RequestExample = """{"Records":[{"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"raw"},"object":{"key":"in/people.csv"}}}]}""",
            Problems = [ProblemType.NotFound, ProblemType.TooLarge],
        },
        new("getDeadLetters", new AnswerDocument(200, "A page of letters.", typeof(PageSchema<DeadLetterSchema>))) { Problems = [ProblemType.InvalidCursor] },
        new("getDeadLetterCounts", new AnswerDocument(200, "The counts.", typeof(ListSchema<DeadLetterCountSchema>))),
        new("getDeadLetter", new AnswerDocument(200, "The letter.", typeof(WholeDeadLetterSchema))) { Problems = [ProblemType.NotFound] },
        new("editDeadLetter", new AnswerDocument(200, "The letter as it is now.", typeof(WholeDeadLetterSchema)))
        {
            Request = typeof(EditLetterRequest), RequestExample = """{"text":"17;Ann Lee;1980-02-03","reason":"the date was cut"}""",
            Problems = [ProblemType.NotFound, ProblemType.Conflict, ProblemType.TooLarge, ProblemType.UnsupportedMediaType],
        },
        Letters("replayDeadLetters", "What became of them, or would.",
            "What a letter brings and that it is settled are one commit. One that still cannot be taken stays open with the new reason. Of more letters than most the "
            + "answer has next_after, to be sent as after."),
        Letters("discardDeadLetters", "What became of them, or would.", "A letter that was discarded is kept for 30 days at least, and never replayed."),
        new("getSources", new AnswerDocument(200, "The sources.", typeof(ListSchema<SourceSchema>))),
        new("getSource", new AnswerDocument(200, "The source.", typeof(SourceSchema))) { Problems = [ProblemType.NotFound] },
        new("getCluster", new AnswerDocument(200, "The cluster.", typeof(ClusterSchema))) { Problems = [ProblemType.NotFound] },
        new("streamEvents", new AnswerDocument(
            200, "Server-sent events without end. The data of each is an Event, its id the event's sequence.", typeof(string), "text/event-stream",
            "id: 7\nevent: merged\ndata: {\"sequence\":7,\"committed_at\":\"2026-01-31T12:00:00+00:00\",\"party_id\":\"P1\",\"kind\":\"merged\",\"records\":[{\"source\":\"crm\",\"record_id\":\"17\"}]}\n\n"))
        {
            Headers = ["Last-Event-ID"], Problems = [ProblemType.InvalidCursor],
        },
        new("socketEvents", new AnswerDocument(101, "A WebSocket; each message is an Event.", null)) { Headers = ["Last-Event-ID"], Problems = [ProblemType.InvalidCursor] },
        new("pageEvents", new AnswerDocument(200, "A page of events.", typeof(PageSchema<EventSchema>))),
        new("getSinks", new AnswerDocument(200, "The sinks.", typeof(ListSchema<SinkSchema>))),
        new("getSink", new AnswerDocument(200, "The sink.", typeof(SinkSchema))) { Problems = [ProblemType.NotFound] },
        new("enableSink", new AnswerDocument(200, "The sink, as it is then.", typeof(SinkSchema))) { Problems = [ProblemType.NotFound] },
        new("disableSink", new AnswerDocument(200, "The sink, as it is then.", typeof(SinkSchema)))
        {
            Request = typeof(SinkDisableRequest), RequestExample = """{"reason":"it is being moved"}""", Problems = [ProblemType.NotFound, ProblemType.TooLarge, ProblemType.UnsupportedMediaType],
        },
        new("rewindSink", new AnswerDocument(200, "The sink, as it is then.", typeof(SinkSchema)))
        {
            Description = "Events that are told again have the ids that they had before.",
            Request = typeof(SinkRewindRequest), RequestExample = """{"to":"beginning"}""", Problems = [ProblemType.NotFound, ProblemType.TooLarge, ProblemType.UnsupportedMediaType],
        },
        new("getSchemas", new AnswerDocument(200, "The types.", typeof(ListSchema<EventTypeSchema>))),
        new("getSchema", new AnswerDocument(200, "The schema.", typeof(SchemaTextSchema))) { Problems = [ProblemType.NotFound] },
        new("getBundle", new AnswerDocument(200, "The bundle.", typeof(BundleSchema)) { Headers = [("ETag", "SHA-256 of the file.")] }) { Problems = [ProblemType.NotFound] },
        new("validateBundle", new AnswerDocument(200, "Whether it is one.", typeof(BundleCheckSchema)))
        {
            Request = typeof(BundleSchema), Problems = [ProblemType.TooLarge, ProblemType.UnsupportedMediaType],
        },
        new("proposeBundle", new AnswerDocument(200, "The bundle is kept.", typeof(KeptBundleSchema)))
        {
            Request = typeof(BundleSchema), Problems = [ProblemType.TooLarge, ProblemType.UnsupportedMediaType],
        },
        new("getBundles", new AnswerDocument(200, "The bundles.", typeof(ListSchema<BundleEntrySchema>))),
        new("startBundleDiff", new AnswerDocument(202, "The comparison goes on; getBundleDiff tells how far it is.", typeof(BundleDiffSchema)) { Headers = [("Location", "Path of the comparison.")] })
        {
            Request = typeof(BundleRequest), RequestExample = BundleExample, Problems = [ProblemType.NotFound, ProblemType.Conflict, ProblemType.UnsupportedMediaType],
        },
        new("getBundleDiff", new AnswerDocument(200, "The comparison.", typeof(BundleDiffSchema))) { Problems = [ProblemType.NotFound] },
        Accepting("acceptBundle"),
        Accepting("rollBackBundle"),
        new("eraseParty", new AnswerDocument(200, "What was erased, with the signed receipt.", typeof(ErasedSchema)))
        {
            Description = "Records that the party, or one merged into it, had before and that are no other party's now go with it. It cannot be undone.",
            Request = typeof(EraseRequest), RequestExample = """{"reason":"request 17"}""",
            Problems = [ProblemType.PartyNotFound, ProblemType.TooLarge, ProblemType.UnsupportedMediaType],
        },
        new("getErasures", new AnswerDocument(200, "A page of receipts.", typeof(PageSchema<KeptReceiptSchema>))),
        new("liftErasure", new AnswerDocument(200, "The record may come again.", typeof(CommittedSchema)))
        {
            Request = typeof(LiftRequest), RequestExample = """{"source":"crm","record_id":"17","reason":"a customer again"}""",
            Problems = [ProblemType.NotFound, ProblemType.TooLarge, ProblemType.UnsupportedMediaType],
        },
        new("runRetention", new AnswerDocument(200, "What went, or would go.", typeof(RetentionSchema)))
        {
            Request = typeof(RetentionRequest), RequestExample = """{"dry_run":true}""", Problems = [ProblemType.TooLarge, ProblemType.UnsupportedMediaType],
        },
        new("getKeys", new AnswerDocument(200, "The keys.", typeof(KeyringSchema))),
        new("rotateKeys", new AnswerDocument(200, "Every row is sealed by the new key; the old one is gone.", typeof(ExchangedKeysSchema)))
        {
            Description = "Goes on beside other work. One that was cut, as by a closed connection, goes on when it is asked for again.", Problems = [ProblemType.Conflict],
        },
        new("readAudit", new AnswerDocument(200, "A page of entries.", typeof(PageSchema<AuditEntrySchema>))),
        new("verifyAudit", new AnswerDocument(200, "What the check found.", typeof(AuditProofSchema))),
    ];

    private static OperationDocument Accepting(string name) => new(name, new AnswerDocument(200, "The bundle is active, and what follows from it committed.", typeof(BundleAcceptedSchema)))
    {
        Description = "Needs the digest of the report that was reviewed, or recompute. Refused where the bundle would change something else by now, or more parties than max_changed_share, 0.2 where absent.",
        Request = typeof(BundleRequest), RequestExample = BundleExample, Problems = [ProblemType.NotFound, ProblemType.Conflict, ProblemType.UnsupportedMediaType],
    };

    private static AnswerDocument Decided => new(200, "What holds for the pair now, and the parties of its records.", typeof(DecisionSchema));

    /// <summary>The row of an operation; null where it has none.</summary>
    public static OperationDocument? Find(string? name) => Rows.FirstOrDefault(row => string.Equals(row.Name, name, StringComparison.Ordinal));

    private static AnswerDocument Result(int status, string description, string outcome, string kind) => new(
        status, description, typeof(RecordResultSchema),
        Example: $$"""{"source":"crm","record_id":"17","outcome":"{{outcome}}","party_id":"P1","commit":4,"events":[{"party_id":"P1","kind":"{{kind}}","record_count":{{(kind == "created" ? 1 : 0)}}}]}""")
    {
        Headers = Replayed,
    };

    private static OperationDocument Letters(string name, string answer, string description) => new(name, new AnswerDocument(200, answer, typeof(DeadLetterRunSchema)))
    {
        Description = description, Request = typeof(LettersRequest), RequestExample = """{"source":"crm","kind":"contract","dry_run":true}""",
        Problems = [ProblemType.TooLarge, ProblemType.UnsupportedMediaType],
    };

    private static OperationDocument Pair(string name, AnswerDocument answer, params IReadOnlyList<ProblemType> problems) => new(name, answer)
    {
        Request = typeof(PairRequest), RequestExample = PairExample, Problems = [.. problems, ProblemType.TooLarge, ProblemType.UnsupportedMediaType],
    };
}
