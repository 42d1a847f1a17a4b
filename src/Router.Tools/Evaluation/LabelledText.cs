using Router.Host;

namespace Router.Tools.Evaluation;

/// <summary>A text with the answer that it should get.</summary>
/// <param name="Line">Where it stands in its file, counted from 1.</param>
/// <param name="Text">The text.</param>
/// <param name="Subsystem">Who should get it; null when nobody should: it is out of scope.</param>
/// <param name="Intent">What is wanted; null where that is not said, and always when out of scope.</param>
/// <param name="Slots">Its slots, each once; null where they are not said.</param>
/// <param name="Language">Its language, such as "en"; null where that is not said.</param>
/// <param name="Set">The part of the data that it belongs to; null for none.</param>
internal sealed record LabelledText(
    int Line, string Text, string? Subsystem, string? Intent, IReadOnlySet<LabelledSlot>? Slots, string? Language, string? Set)
{
    /// <summary>Whether some subsystem should get it.</summary>
    public bool IsInScope => Subsystem is not null;
}

/// <summary>A slot that should be found: exactly this span with this type.</summary>
/// <param name="Type">Such as <c>time</c>.</param>
/// <param name="Start">First UTF-16 unit in the text.</param>
/// <param name="End">The unit after the last.</param>
internal readonly record struct LabelledSlot(string Type, int Start, int End);
