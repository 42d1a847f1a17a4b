using System.Text.Json;
using Router.Contracts;
using Router.Host;
using Router.Host.Routing;

namespace Router.Tools.Evaluation;

/// <summary>Reads labelled texts, one JSON object a line; docs/evaluation.md describes them.</summary>
/// <param name="subsystems">The names that a label may have.</param>
/// <param name="maxTextLength">Longest text, in UTF-16 units.</param>
internal sealed class LabelledTextParser(IEnumerable<string> subsystems, int maxTextLength)
{
    /// <summary>The label of texts that no subsystem should get, beside null.</summary>
    public const string OutOfScope = "outOfScope";

    private static readonly string[] Fields = ["text", "subsystem", "intent", "slots", "language", "set"];
    private static readonly string[] SlotFields = ["type", "start", "end", "value"];
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    private readonly HashSet<string> _subsystems = [.. subsystems];

    /// <summary>Reads one line.</summary>
    /// <param name="line">Its number, counted from 1.</param>
    /// <param name="json">The line.</param>
    /// <exception cref="InvalidDataException">It is not a labelled text; the message names the field and what is allowed.</exception>
    public LabelledText Parse(int line, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return Parse(line, document.RootElement);
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException($"is not JSON: {problem.Message}", problem);
        }
        catch (InvalidRequestException problem)
        {
            throw new InvalidDataException(problem.Message, problem);
        }
    }

    private LabelledText Parse(int line, JsonElement record)
    {
        CheckFields(record, "the line", Fields);
        var text = StringOf(record, "text") ?? throw new InvalidDataException("text: is missing");
        TextRules.Check(text, "text", maxTextLength);
        if (!record.TryGetProperty("subsystem", out _)) throw new InvalidDataException("subsystem: is missing; null says that the text is out of scope");
        var subsystem = StringOf(record, "subsystem");
        if (subsystem == OutOfScope) subsystem = null;
        if (subsystem is not null && !_subsystems.Contains(subsystem))
        {
            var names = string.Join(", ", _subsystems.Order(StringComparer.Ordinal));
            throw new InvalidDataException($"subsystem: there is no '{subsystem}'; allowed are {names}, and null for out of scope");
        }
        var intent = StringOf(record, "intent");
        var slots = record.TryGetProperty("slots", out var list) && list.ValueKind != JsonValueKind.Null ? SlotsOf(list, text) : null;
        if (subsystem is null && intent is not null) throw new InvalidDataException("intent: a text that is out of scope has none");
        if (subsystem is null && slots?.Count > 0) throw new InvalidDataException("slots: a text that is out of scope has none");
        return new LabelledText(line, text, subsystem, intent, slots, NameOf(record, "language"), NameOf(record, "set"));
    }

    private static HashSet<LabelledSlot> SlotsOf(JsonElement list, string text)
    {
        if (list.ValueKind != JsonValueKind.Array) throw new InvalidDataException("slots: is not a list");
        var slots = new HashSet<LabelledSlot>();
        foreach (var item in list.EnumerateArray())
        {
            CheckFields(item, "slots: an entry", SlotFields);
            var slot = SlotOf(item, text);
            if (slots.Any(other => slot.Start < other.End && other.Start < slot.End))
                throw new InvalidDataException($"slots: {slot.Start} to {slot.End} lies over another slot");
            slots.Add(slot);
        }
        return slots;
    }

    private static LabelledSlot SlotOf(JsonElement item, string text)
    {
        if (NameOf(item, "type") is not { } type) throw new InvalidDataException("slots.type: is missing");
        var hasSpan = item.TryGetProperty("start", out var from) & item.TryGetProperty("end", out var to);
        var value = StringOf(item, "value");
        if (hasSpan)
        {
            if (!IsWhole(from, out var start) || !IsWhole(to, out var end) || start < 0 || end <= start || end > text.Length)
                throw new InvalidDataException($"slots: start {from} and end {to} are not a span of the text; allowed is 0 <= start < end <= {text.Length}");
            if (value is not null && value != text[start..end])
                throw new InvalidDataException($"slots.value: is '{value}' where the text from {start} to {end} is '{text[start..end]}'");
            return new LabelledSlot(type, start, end);
        }
        if (string.IsNullOrEmpty(value)) throw new InvalidDataException("slots: an entry needs start and end, or value");
        var first = text.IndexOf(value, StringComparison.Ordinal);
        if (first < 0) throw new InvalidDataException($"slots.value: '{value}' is not in the text");
        if (text.IndexOf(value, first + 1, StringComparison.Ordinal) >= 0)
            throw new InvalidDataException($"slots.value: '{value}' is in the text more than once; start and end say which");
        return new LabelledSlot(type, first, first + value.Length);
    }

    private static bool IsWhole(JsonElement value, out int number)
    {
        number = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out number);
    }

    private static string? NameOf(JsonElement record, string field) => StringOf(record, field) is not { } name
        ? null
        : !string.IsNullOrWhiteSpace(name) ? name : throw new InvalidDataException($"{field}: is empty");

    private static string? StringOf(JsonElement record, string field) => !record.TryGetProperty(field, out var value)
        ? null
        : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Null => null,
            _ => throw new InvalidDataException($"{field}: is not a string"),
        };

    private static void CheckFields(JsonElement record, string what, string[] allowed)
    {
        if (record.ValueKind != JsonValueKind.Object) throw new InvalidDataException($"{what} is not an object");
        foreach (var property in record.EnumerateObject())
        {
            if (!allowed.Contains(property.Name, StringComparer.Ordinal))
                throw new InvalidDataException($"{property.Name}: there is no such field; allowed are {string.Join(", ", allowed)}");
        }
    }
}
