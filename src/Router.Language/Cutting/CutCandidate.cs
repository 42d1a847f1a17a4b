using Router.Contracts;

namespace Router.Language.Cutting;

/// <summary>A place where a text may be cut. What lies between the two offsets belongs to neither part.</summary>
/// <param name="End">Where the left part ends, a UTF-16 offset into the text, exclusive.</param>
/// <param name="Start">Where the right part starts; never less than <paramref name="End"/>.</param>
/// <param name="Kind">What stands between the two.</param>
internal readonly record struct CutCandidate(int End, int Start, ConnectiveKind Kind);

/// <summary>What joins two commands, the weakest first.</summary>
internal enum ConnectiveKind
{
    /// <summary>Nothing but words that hesitate.</summary>
    Filler,

    /// <summary>Joins things far oftener than commands: "和", "as well as".</summary>
    Nominal,

    /// <summary>A punctuation mark.</summary>
    Pause,

    /// <summary>Joins either: "and", "再".</summary>
    Plain,

    /// <summary>Joins commands, and hardly anything else: "and then", "然后".</summary>
    Sequel,
}
