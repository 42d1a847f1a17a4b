using Router.Contracts;
using Router.Language.Tokens;

namespace Router.Host.Routing;

/// <summary>A backbone's tokenizer.</summary>
/// <param name="text">The text.</param>
/// <param name="route">Who encodes and who judges it.</param>
/// <param name="further">The text in the pieces of the route's further backbones.</param>
internal delegate TokenizedText TokenizeText(string text, TextRoute route, IReadOnlyList<TokenizedText> further);

/// <summary>Puts texts into the pieces of the backbones that read them, once for each. Any number of threads may call it.</summary>
/// <param name="plan">Says which those are.</param>
/// <param name="tokenizers">By backbone, name and version.</param>
internal sealed class TextPieces(ReadingPlan plan, IReadOnlyDictionary<string, TokenizeText> tokenizers)
{
    /// <inheritdoc cref="ReadingPlan.RouteOf(ReadOnlySpan{char})"/>
    public TextRoute? RouteOf(ReadOnlySpan<char> text) => plan.RouteOf(text);

    /// <summary>The pieces of a text that takes a route.</summary>
    public TokenizedText Read(string text, TextRoute route)
    {
        if (route.Steps is [var only]) return tokenizers[only.Backbone](text, route, []);
        TokenizedText[] further = [.. route.Steps.Skip(1).Select(step => tokenizers[step.Backbone](text, route, []))];
        return tokenizers[route.Steps[0].Backbone](text, route, further);
    }

    /// <summary>The pieces of any text, also of one that nobody can read.</summary>
    public TokenizedText Read(string text) => Read(text, plan.RouteOf(text) ?? plan.First);

    /// <summary>The pieces of a part of a text: those of the whole, where the part is read by the same backbones and begins and ends between words.</summary>
    /// <param name="whole">The text.</param>
    /// <param name="start">UTF-16 offset into it.</param>
    /// <param name="end">UTF-16 offset into it, exclusive.</param>
    public TokenizedText Part(TokenizedText whole, int start, int end)
    {
        var route = plan.RouteOf(whole.Text.AsSpan(start, end - start)) ?? whole.Route;
        return (route == whole.Route ? TokenSlice.Of(whole, start, end) : null) ?? Read(whole.Text[start..end], route);
    }
}
