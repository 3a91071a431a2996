using System.Text.Json;
using PartyOrleans.Connectors;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Local.Export;
using PartyOrleans.Local.Output;
using PartyOrleans.Model;

namespace PartyOrleans.Local.Commands;

/// <summary>Says how an input is read and which lines were refused, in the same words everywhere.</summary>
internal static class InputReport
{
    /// <summary>Refused lines shown one by one; the rest is counted.</summary>
    private const int RefusedShown = 5;

    /// <summary>Prints the mapping in use as a few lines.</summary>
    public static void Show(HubConsole console, InputFile file, MappingInUse inUse)
    {
        Mapping mapping = inUse.Proposal.Mapping;
        string source = mapping.Source is { } column ? $"from {column}" : inUse.Source;
        string contract = inUse.Adapter.Length > 0 ? $", by contract ({inUse.Adapter})" : "";
        console.Line($"{file.Name}: {inUse.Format}, {inUse.Encoding}{(inUse.Compressed ? ", gzip" : "")}{contract}; source {source}; record id {mapping.RecordId ?? "is the line number"}");
        var targets = new List<string>();
        var payload = 0;
        foreach (ColumnProposal proposal in inUse.Proposal.Columns)
        {
            if (Attributes.IsCanonical(proposal.Target))
            {
                targets.Add(string.Equals(proposal.Column, proposal.Target, StringComparison.Ordinal) ? proposal.Column : $"{proposal.Column} → {proposal.Target}");
            }
            else if (proposal.Target is "payload" or "label")
            {
                payload++;
            }
        }

        string kept = payload > 0 ? $"; {Figures.Of(payload, "other column")} not matched on" : "";
        console.Line($"  {string.Join(", ", targets)}{kept}");
        foreach (string note in inUse.Proposal.Notes)
        {
            console.Line($"  note: {note}");
        }
    }

    /// <summary>Prints what differs from the contract of a source, and the messages of which nothing came; nothing where it has none.</summary>
    public static void NoteContract(HubConsole console, string input, SourceReport? report)
    {
        foreach (FieldDrift drift in report?.Drift ?? [])
        {
            string shape = drift.Shape.Length > 0 ? $", like {drift.Shape}" : "";
            console.Note($"{input}: {drift.Field} is {drift.Kind.ToString().ToLowerInvariant()} in {Figures.Of(drift.Count, "record")}, first at line {drift.Place}{shape}.");
        }

        foreach ((string reason, long count) in report?.Passed ?? [])
        {
            console.Note($"{input}: {Figures.Of(count, "message")} passed over: {reason}.");
        }
    }

    /// <summary>Writes what differs from the contract of a source as the member <c>contract</c>; nothing where it has none.</summary>
    public static void WriteContract(Utf8JsonWriter json, SourceReport? report)
    {
        if (report is null)
        {
            return;
        }

        json.WriteStartObject("contract");
        json.WriteString("source", report.Source);
        json.WriteStartArray("drift");
        foreach (FieldDrift drift in report.Drift)
        {
            json.WriteStartObject();
            json.WriteString("field", drift.Field);
            json.WriteString("kind", drift.Kind.ToString().ToLowerInvariant());
            json.WriteNumber("line", drift.Place);
            json.WriteString("shape", drift.Shape);
            json.WriteNumber("count", drift.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("passed");
        foreach ((string reason, long count) in report.Passed)
        {
            json.WriteStartObject();
            json.WriteString("reason", reason);
            json.WriteNumber("count", count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Notes the first refused lines and counts the rest, on standard error.</summary>
    public static void NoteRefused(HubConsole console, IReadOnlyList<DeadLetter> refused, string where)
    {
        foreach (DeadLetter letter in refused.Take(RefusedShown))
        {
            console.Note($"refused: {letter.Input}: line {letter.Line}: {letter.Reason}");
        }

        if (refused.Count > 0)
        {
            console.Note($"{Figures.Of(refused.Count, "line")} refused{where}.");
        }
    }

    /// <summary>Members <c>input</c>, <c>format</c>, <c>encoding</c>, <c>source</c>; the first alone where it was not read.</summary>
    public static void Write(Utf8JsonWriter json, string input, MappingInUse? inUse)
    {
        json.WriteString("input", input);
        if (inUse is null)
        {
            return;
        }

        json.WriteString("format", inUse.Format);
        json.WriteString("encoding", inUse.Encoding);
        json.WriteString("source", inUse.Source);
    }

    /// <summary>Writes refused lines as an array.</summary>
    public static void WriteRefused(Utf8JsonWriter json, IReadOnlyList<DeadLetter> refused)
    {
        json.WriteStartArray("refused");
        foreach (DeadLetter letter in refused)
        {
            json.WriteStartObject();
            json.WriteString("input", letter.Input);
            json.WriteNumber("line", letter.Line);
            json.WriteString("kind", ExportKinds.KindName(letter.Kind));
            json.WriteString("reason", letter.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
