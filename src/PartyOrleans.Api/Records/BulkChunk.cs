using System.Buffers;
using System.Text.Json;
using PartyOrleans.Api.Hub;
using PartyOrleans.Api.Json;
using PartyOrleans.Api.Problems;
using PartyOrleans.Model;
using PartyOrleans.Resolution;

namespace PartyOrleans.Api.Records;

/// <summary>Lines of a stream that are submitted together; a record key stands in it only once.</summary>
internal sealed class BulkChunk
{
    private readonly List<(long Line, RecordKey Key, bool IsDelete, string Refused)> _lines = [];
    private readonly List<SourceRecord> _upserts = [];
    private readonly List<RecordKey> _deletes = [];
    private readonly HashSet<RecordKey> _keys = [];

    /// <summary>Lines in it.</summary>
    public int Lines => _lines.Count;

    /// <summary>Whether there is no line in it.</summary>
    public bool IsEmpty => _lines.Count == 0;

    /// <summary>Whether there is a record in it, as opposed to refused lines.</summary>
    public bool HasRecords => _keys.Count > 0;

    /// <summary>The number of its first line, from 1.</summary>
    public long FirstLine => _lines[0].Line;

    /// <summary>What its records became, once submitted.</summary>
    public Task<SubmissionResult> Done { get; private set; } = Task.FromResult(new SubmissionResult(0, [], 0));

    /// <summary>Whether the record is in it.</summary>
    public bool Holds(RecordKey key) => _keys.Contains(key);

    /// <summary>Its records as <c>source/record id</c>, in the order of the lines.</summary>
    public string[] RecordNames() => [.. _lines.Where(line => line.Refused.Length == 0).Select(line => line.Key.ToString())];

    /// <summary>Adds a line that was refused.</summary>
    public void AddRefused(long line, string reason) => _lines.Add((line, default, false, reason));

    /// <summary>Adds a line with a record.</summary>
    public void Add(long line, RecordKey key, GivenRecord given)
    {
        _keys.Add(key);
        _lines.Add((line, key, given.IsDelete, ""));
        if (given.IsDelete)
        {
            _deletes.Add(key);
        }
        else
        {
            _upserts.Add(new SourceRecord(key, given.Values));
        }
    }

    /// <summary>Submits its records.</summary>
    public void Submit(IPartyHub hub, ChangeOrigin origin)
    {
        if (_keys.Count > 0)
        {
            var submission = new Submission
            {
                Batch = new InputBatch { Upserts = _upserts, Deletes = _deletes },
                Origin = origin,
                WaitsForRoom = true,
            };
            Done = hub.SubmitAsync(submission, CancellationToken.None);
        }
    }

    /// <summary>Writes a line of result for each of its lines, in their order.</summary>
    public void Write(IBufferWriter<byte> output, SubmissionResult result)
    {
        int upsert = 0;
        int delete = _upserts.Count;
        foreach ((long line, _, bool isDelete, string refused) in _lines)
        {
            if (refused.Length > 0)
            {
                JsonBody.Append(output, (line, refused), static (json, state) =>
                {
                    json.WriteStartObject();
                    json.WriteNumber("line", state.line);
                    WriteError(json, ProblemType.InvalidRecord, $"The record cannot be taken: {state.refused}.");
                    json.WriteEndObject();
                });
            }
            else
            {
                RecordResult record = result.Records[isDelete ? delete++ : upsert++];
                JsonBody.Append(output, (line, record, result.Commit), static (json, state) =>
                {
                    json.WriteStartObject();
                    json.WriteNumber("line", state.line);
                    RecordResultJsonWriter.WriteMembers(json, state.record, state.Commit);
                    json.WriteEndObject();
                });
            }

            output.Write("\n"u8);
        }
    }

    /// <summary>Writes the member <c>error</c>.</summary>
    public static void WriteError(Utf8JsonWriter json, ProblemType type, string detail)
    {
        json.WriteStartObject("error");
        json.WriteString("type", type.Uri);
        json.WriteString("detail", detail);
        json.WriteEndObject();
    }
}
