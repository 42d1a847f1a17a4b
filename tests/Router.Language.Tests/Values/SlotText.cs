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
        return Assert.Single(new SlotReader(text, 0, time.Context, kinds).Read([new Slot("type", 0, text.Length, text, 1)]));
    }
}
