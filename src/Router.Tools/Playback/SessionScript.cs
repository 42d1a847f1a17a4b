using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Router.Contracts.Protocol;
using Router.Host;

namespace Router.Tools.Playback;

/// <summary>An event of a session and when it comes.</summary>
/// <param name="At">From the start of the session.</param>
/// <param name="Event">What comes.</param>
internal readonly record struct TimedEvent(TimeSpan At, SessionEvent Event);

/// <summary>A recorded session: what a voice front end sent, and when. docs/recorded-sessions.md describes the files.</summary>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="Events">In the order of their times; at least one.</param>
internal sealed record SessionScript(string Name, IReadOnlyList<TimedEvent> Events)
{
    /// <summary>The ending of the files.</summary>
    public const string Extension = ".jsonl";

    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(false));

    /// <summary>Utterances that a decision is due for: those with a final hypothesis.</summary>
    public IEnumerable<string> Decided => Events
        .Where(timed => timed.Event.Hypothesis is { Final: true }).Select(timed => timed.Event.Hypothesis.UtteranceId);

    /// <summary>The language that the session names; empty when it names none.</summary>
    public string Language => Events[0].Event.Start?.Language ?? "";

    /// <summary>The same session, with everything in it said at a time that its start names.</summary>
    public SessionScript SaidAt(DateTimeOffset now) => this with { Events = [.. Events.Select(timed => timed with { Event = SaidAt(timed.Event, now) })] };

    /// <summary>Reads sessions.</summary>
    /// <param name="paths">Files, and directories whose sessions are all read, by name.</param>
    /// <exception cref="FormatException">A file is not a session; the message names file and line.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static async Task<IReadOnlyList<SessionScript>> ReadAsync(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        var scripts = new List<SessionScript>();
        foreach (var path in paths.SelectMany(Files)) scripts.Add(await ReadFileAsync(path, cancellationToken));
        return scripts;
    }

    /// <summary>Reads one event as JSON: <c>type</c> says which it is, the other fields are those of <c>router.proto</c>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static SessionEvent ReadEvent(JsonObject json)
    {
        var fields = (JsonObject)json.DeepClone();
        var type = fields["type"]?.GetValue<string>();
        fields.Remove("type");
        if (fields["priority"] is JsonValue priority) fields["priority"] = $"PRIORITY_{priority.GetValue<string>().ToUpperInvariant()}";
        return type switch
        {
            "start" => new SessionEvent { Start = Parse<SessionStart>(fields) },
            "hypothesis" => new SessionEvent { Hypothesis = Parse<Hypothesis>(fields) },
            "cancel" => new SessionEvent { Cancel = Parse<CancelUtterance>(fields) },
            "end" => new SessionEvent { End = Parse<EndSession>(fields) },
            _ => throw new FormatException($"type is '{type}'; start, hypothesis, cancel and end are allowed"),
        };
    }

    private static SessionEvent SaidAt(SessionEvent message, DateTimeOffset now)
    {
        if (message.Start is not { } start) return message;
        var said = start.Clone();
        said.Now = Contracts.RequestTime.Write(now);
        return new SessionEvent { Start = said };
    }

    private static IEnumerable<string> Files(string path) =>
        Directory.Exists(path) ? Directory.EnumerateFiles(path, "*" + Extension).Order(StringComparer.Ordinal) : [path];

    private static async Task<SessionScript> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        var (events, number) = (new List<TimedEvent>(), 0);
        foreach (var line in await File.ReadAllLinesAsync(path, cancellationToken))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            try
            {
                events.Add(ReadLine(line, events.Count > 0 ? events[^1].At : TimeSpan.Zero));
            }
            catch (Exception error) when (error is FormatException or JsonException or InvalidOperationException or InvalidProtocolBufferException)
            {
                throw new FormatException($"{path}:{number}: {error.Message}", error);
            }
        }
        if (events.Count == 0) throw new FormatException($"{path}: holds no event");
        return new SessionScript(Path.GetFileNameWithoutExtension(path), events);
    }

    private static TimedEvent ReadLine(string line, TimeSpan earliest)
    {
        if (JsonNode.Parse(line) is not JsonObject json || json["event"] is not JsonObject fields || json["at"] is not JsonValue at)
            throw new FormatException("an object with at and event is needed");
        if (!at.TryGetValue(out double milliseconds)) throw new FormatException($"at is {at.ToJsonString()}; a number of milliseconds is needed");
        var time = TimeSpan.FromMilliseconds(milliseconds);
        if (time < earliest) throw new FormatException($"at is {at}; the times must not go down");
        return new TimedEvent(time, ReadEvent(fields));
    }

    private static T Parse<T>(JsonObject fields)
        where T : IMessage, new() => Parser.Parse<T>(fields.ToJsonString());
}
