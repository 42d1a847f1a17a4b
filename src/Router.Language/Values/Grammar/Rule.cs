using Router.Language.Values.Meanings;

namespace Router.Language.Values.Grammar;

/// <summary>A part of a rule's pattern.</summary>
/// <param name="IsCategory">Whether a reading of a category is meant, else a word.</param>
/// <param name="Number">The number of the category, or of the word in the vocabulary.</param>
/// <param name="IsGlued">Whether no space may stand before it.</param>
internal readonly record struct Symbol(bool IsCategory, int Number, bool IsGlued);

/// <summary>Composes the meaning of a rule from the readings that its pattern names; null when they mean nothing together.</summary>
internal delegate Meaning? Compose(Parts parts);

/// <summary>Readings that follow the pattern are a reading of the category.</summary>
/// <param name="Category">The number of the category.</param>
/// <param name="Pattern">At least one part.</param>
/// <param name="Compose">Gives the meaning.</param>
internal sealed record Rule(int Category, IReadOnlyList<Symbol> Pattern, Compose Compose);

/// <summary>The readings that a rule composes: those of the categories in its pattern, in order.</summary>
internal readonly struct Parts(IReadOnlyList<Node> nodes)
{
    /// <summary>How many there are.</summary>
    public int Count => nodes.Count;

    /// <summary>The meaning of the first reading, or of that after others, whose meaning is of a kind; null when there is none.</summary>
    /// <param name="after">How many of the kind to pass over.</param>
    public T? Find<T>(int after = 0)
        where T : Meaning
    {
        foreach (var node in nodes)
        {
            if (node.Meaning is T meaning && after-- == 0) return meaning;
        }
        return null;
    }

    /// <summary>As <see cref="Find{T}"/>, for what the pattern has in any case.</summary>
    public T Get<T>(int after = 0)
        where T : Meaning => Find<T>(after) ?? throw new InvalidOperationException($"a rule's pattern has no {typeof(T).Name} number {after}");

    /// <summary>The only reading, or the first.</summary>
    public Meaning First => nodes[0].Meaning;

    /// <summary>The meaning of a reading.</summary>
    public Meaning At(int index) => nodes[index].Meaning;
}
