using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PartyOrleans.Api.Audit;
using PartyOrleans.Api.Hub;
using PartyOrleans.Api.Json;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Security;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Records;

/// <summary>
/// A stream of records. A line of result is written once its record is durable, in the order of the lines; a stream that is cut leaves what was
/// acknowledged, and at most lines after it that were whole. Both sides hold each other back: nothing more is read while too many lines are
/// being committed, or while the caller does not read its results.
/// </summary>
internal static class BulkRecords
{
    /// <summary>Lines submitted together at most.</summary>
    private const int MostLines = 1000;

    /// <summary>Submissions under way at most; from the second on, lines are gathered until there are as many as may be.</summary>
    private const int MostUnderWay = 4;

    private const byte NewLine = (byte)'\n';

    /// <summary>Answers a request.</summary>
    public static async Task RunAsync(HttpContext context, HubParts parts, ApiOptions options)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null; // each line is bounded instead
        }

        context.Response.ContentType = "application/x-ndjson";
        var stream = new Stream(context, parts.Hub, parts.Store as IErasures, (int)options.MaxBodyBytes);
        await stream.RunAsync();
    }

    /// <summary>One stream at work.</summary>
    private sealed class Stream(HttpContext context, IPartyHub hub, IErasures? erasures, int mostLineBytes)
    {
        private readonly PipeReader _input = context.Request.BodyReader;
        private readonly PipeWriter _output = context.Response.BodyWriter;
        private readonly RecordJsonReader _json = new();
        private readonly Queue<BulkChunk> _underWay = [];
        private readonly ChangeOrigin _origin = Caller.OriginOf(context, ChangeKind.Api);
        private BulkChunk _chunk = new();
        private long _line;
        private bool _stopped;

        public async Task RunAsync()
        {
            bool ended = false;
            Task<ReadResult> reading = _input.ReadAsync(context.RequestAborted).AsTask();
            while (!ended && !_stopped)
            {
                if (!_chunk.IsEmpty && !reading.IsCompleted && _underWay.Count < 2)
                {
                    await SubmitAsync();
                }

                if (_underWay.TryPeek(out BulkChunk? first))
                {
                    await Task.WhenAny(reading, first.Done);
                    await WriteDoneAsync();
                }
                else
                {
                    await reading;
                }

                if (reading.IsCompleted && !_stopped)
                {
                    ReadResult read = await reading;
                    ended = await TakeAsync(read);
                    if (!ended && !_stopped)
                    {
                        reading = _input.ReadAsync(context.RequestAborted).AsTask();
                    }
                }
            }

            await SubmitAsync();
            while (_underWay.Count > 0)
            {
                await WriteFirstAsync();
            }
        }

        /// <summary>Takes the lines that are there whole; says whether they were the last.</summary>
        private async Task<bool> TakeAsync(ReadResult read)
        {
            ReadOnlySequence<byte> rest = read.Buffer;
            while (!_stopped && rest.PositionOf(NewLine) is { } end)
            {
                await TakeLineAsync(rest.Slice(0, end));
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            if (!_stopped && read.IsCompleted && !rest.IsEmpty)
            {
                await TakeLineAsync(rest);
                rest = rest.Slice(rest.End);
            }

            if (!_stopped && rest.Length > mostLineBytes)
            {
                _line++;
                await RefuseLongLineAsync();
            }

            _input.AdvanceTo(rest.Start, rest.End);
            return read.IsCompleted;
        }

        private async Task TakeLineAsync(ReadOnlySequence<byte> line)
        {
            _line++;
            if (IsBlank(line))
            {
                return;
            }

            if (line.Length > mostLineBytes)
            {
                await RefuseLongLineAsync();
            }
            else if (!_json.TryRead(line, out GivenRecord given, out string reason))
            {
                _chunk.AddRefused(_line, reason);
            }
            else if (given is not { Source: { } source, RecordId: { } recordId })
            {
                _chunk.AddRefused(_line, "\"source\" and \"record_id\" are needed");
            }
            else if (RecordEndpoints.ReasonAgainst(source, recordId) is { Length: > 0 } against)
            {
                _chunk.AddRefused(_line, against);
            }
            else if (given is { IsDelete: true, Values.Length: > 0 })
            {
                _chunk.AddRefused(_line, "a deletion has no values");
            }
            else if (!given.IsDelete && erasures is { HasErased: true } && erasures.IsErased(new RecordKey(source, recordId)))
            {
                _chunk.AddRefused(_line, "the record was erased, and may not come again until that is lifted");
            }
            else
            {
                var key = new RecordKey(source, recordId);
                if (_chunk.Holds(key))
                {
                    await SubmitAsync();
                }

                _chunk.Add(_line, key, given);
            }

            if (_chunk.Lines >= MostLines && !_stopped)
            {
                await SubmitAsync();
            }
        }

        private async Task SubmitAsync()
        {
            if (_chunk.IsEmpty)
            {
                return;
            }

            while (_underWay.Count >= MostUnderWay && !_stopped)
            {
                await WriteFirstAsync();
            }

            if (!_stopped)
            {
                // What was taken is committed even where the caller goes away meanwhile: no commit depends on when a connection broke.
                _chunk.Submit(hub, _origin);
                _underWay.Enqueue(_chunk);
                _chunk = new BulkChunk();
            }
        }

        private async Task WriteDoneAsync()
        {
            while (!_stopped && _underWay.TryPeek(out BulkChunk? first) && first.Done.IsCompleted)
            {
                await WriteFirstAsync();
            }
        }

        private async Task WriteFirstAsync()
        {
            BulkChunk first = _underWay.Dequeue();
            try
            {
                SubmissionResult result = await first.Done;
                if (AuditTrail.Of(context) is { } trail && first.HasRecords)
                {
                    await trail.TellPartAsync(context, StatusCodes.Status200OK, first.RecordNames());
                }

                first.Write(_output, result);
                await _output.FlushAsync(context.RequestAborted);
            }
            catch (RecordErasedException erased)
            {
                // Erased between the reading of the line and its turn.
                _line = first.FirstLine;
                await StopAsync(ProblemType.RecordErased, erased.Message);
            }
            catch (HubUnavailableException unavailable)
            {
                _line = first.FirstLine;
                await StopAsync(ProblemType.Unavailable, unavailable.Message);
            }
        }

        /// <summary>Ends the stream at a line that is too long to be kept until its end is found.</summary>
        private async Task RefuseLongLineAsync()
        {
            await SubmitAsync();
            while (_underWay.Count > 0)
            {
                await WriteFirstAsync();
            }

            await StopAsync(ProblemType.TooLarge, $"A line may have {mostLineBytes} bytes.");
        }

        /// <summary>Ends the stream before its end: neither the line nor what comes after it is taken.</summary>
        private async Task StopAsync(ProblemType type, string detail)
        {
            if (_stopped)
            {
                return;
            }

            _stopped = true;
            JsonBody.Append(_output, (Line: _line, type, detail), static (json, stop) =>
            {
                json.WriteStartObject();
                json.WriteNumber("line", stop.Line);
                BulkChunk.WriteError(json, stop.type, stop.detail);
                json.WriteBoolean("stopped", true);
                json.WriteEndObject();
            });
            _output.Write("\n"u8);
            await _output.FlushAsync(context.RequestAborted);
            foreach (BulkChunk left in _underWay)
            {
                await ((Task)left.Done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            _underWay.Clear();
            _chunk = new BulkChunk();
        }

        private static bool IsBlank(ReadOnlySequence<byte> line)
        {
            foreach (ReadOnlyMemory<byte> part in line)
            {
                if (part.Span.ContainsAnyExcept(" \t\r"u8))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
