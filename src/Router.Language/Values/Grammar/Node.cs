using Router.Language.Values.Meanings;

namespace Router.Language.Values.Grammar;

/// <summary>A reading of tokens.</summary>
/// <param name="Start">Its first token.</param>
/// <param name="End">The token after its last.</param>
/// <param name="Category">The number of its category.</param>
/// <param name="Meaning">What it means.</param>
/// <param name="Parts">The readings that it is composed of, in order.</param>
internal sealed record Node(int Start, int End, int Category, Meaning Meaning, IReadOnlyList<Node> Parts);
