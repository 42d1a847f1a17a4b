namespace Router.Contracts;

/// <summary>One word piece of a tokenised text.</summary>
/// <param name="Id">Its row in the backbone's vocabulary.</param>
/// <param name="Start">First UTF-16 unit of the piece in the text as sent.</param>
/// <param name="End">The UTF-16 unit after its last one; equal to <paramref name="Start"/> for the two markers.</param>
/// <param name="StartsWord">False for the markers and for every piece of a word but its first.</param>
public readonly record struct Token(int Id, int Start, int End, bool StartsWord);
