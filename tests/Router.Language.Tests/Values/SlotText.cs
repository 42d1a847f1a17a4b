using Router.Contracts;
using Router.Language.Values;

namespace Router.Language.Tests.Values;

/// <summary>Reads a text that is a slot as a whole.</summary>
internal static class SlotText
{
    /// <summary>The value of a slot of one kind.</summary>
    public static string? Read(ValueKind kind, string text, SpeakerTime time) => Slot(kind, text, time).Value;

    /// <summary>The slot with all that it gets.</summary>
    public static Slot Slot(ValueKind kind, string text, SpeakerTime time)
    {
        var kinds = new[] { kind }.ToLookup(_ => "type");
        return Assert.Single(Reader(text, 0, kinds, time).Read([new Slot("type", 0, text.Length, text, 1)]));
    }

    /// <summary>A reader of a text's slots.</summary>
    public static SlotReader Reader(string text, int offset, ILookup<string, ValueKind> kinds, SpeakerTime time) => new(text, offset, new(() => ValueReader.Open(text, time.Context)), kinds);
}
