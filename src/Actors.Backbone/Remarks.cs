using Router.Contracts;
using Router.Inference;
using Router.Language;

namespace Actors.Backbone;

/// <summary>Reads what a backbone itself says of texts, by the thresholds of its package.</summary>
/// <param name="negated">The probability from which a request is forbidden; null for a backbone that does not say it.</param>
/// <param name="excluded">Which words are exceptions; null for a backbone that does not say it.</param>
public sealed class Remarks(double? negated, ExcludedOutput? excluded)
{
    private readonly Cues _cues = new(excluded?.Cues ?? [], excluded?.NoCues ?? []);

    /// <summary>Those of a package.</summary>
    /// <returns>Null for a backbone that says nothing.</returns>
    public static Remarks? Of(BackboneManifest manifest) => (manifest.NegatedThreshold, manifest.Excluded) is (null, null)
        ? null
        : new Remarks(manifest.NegatedThreshold, manifest.Excluded);

    /// <summary>What is said of a text.</summary>
    /// <param name="query">The query with the text.</param>
    /// <param name="states">The backbone's run.</param>
    /// <param name="row">The text's row.</param>
    /// <returns>Null when that is nothing.</returns>
    public TextRemarks? Read(Query query, LayerStates states, int row)
    {
        var isNegated = negated is { } least && states.ReadoutOf(Readout.Negated, row) is [var probability] && probability >= least;
        var words = excluded is { } output ? WordsOf(query.Text.Tokens.Span, states.ReadoutOf(Readout.Excluded, row), output.Threshold) : [];
        if (words.Count > 0 && !_cues.AreIn(query.Text.Text)) words = [];
        return isNegated || words.Count > 0 ? new TextRemarks(query.Id, isNegated, words) : null;
    }

    /// <summary>The words, each judged by its first piece as the slots are; none where no word is an exception.</summary>
    private static IReadOnlyList<WordRemark> WordsOf(ReadOnlySpan<Token> tokens, ReadOnlySpan<float> probabilities, double threshold)
    {
        var any = false;
        for (var i = 0; i < tokens.Length && i < probabilities.Length && !any; i++) any = tokens[i].StartsWord && probabilities[i] >= threshold;
        if (!any) return [];
        var words = new List<WordRemark>();
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].StartsWord) words.Add(new WordRemark(tokens[i].Start, tokens[i].End, probabilities[i] - threshold));
            else if (words.Count > 0 && tokens[i].End > tokens[i].Start) words[^1] = words[^1] with { End = tokens[i].End };
        }
        return words;
    }
}
