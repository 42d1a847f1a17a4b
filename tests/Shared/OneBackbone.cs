using Akka.Actor;
using Router.Contracts;
using Router.Host.Routing;

namespace Router.Testing;

/// <summary>A backbone that reads every text, for two subsystems.</summary>
internal static class OneBackbone
{
    public const string Id = "bge-en 2.0.0";

    private static readonly ReadingPlan Plan = new([new PlannedHead("alarm", Id, ["en", "zh"]), new PlannedHead("iot", Id, ["en", "zh"])]);

    /// <summary>The route of everything.</summary>
    public static TextRoute Route => Plan.First;

    /// <summary>The pieces that a function gives texts.</summary>
    public static TextPieces Pieces(Func<string, TokenizedText> tokenize) => new(Plan, new Dictionary<string, TokenizeText>
    {
        [Id] = (text, route, further) => On(tokenize(text), route, further),
    });

    /// <summary>An actor in its place.</summary>
    public static IReadOnlyDictionary<string, IActorRef> At(IActorRef pool) => new Dictionary<string, IActorRef> { [Id] = pool };

    private static TokenizedText On(TokenizedText text, TextRoute route, IReadOnlyList<TokenizedText> further) =>
        new(text.Text, text.Tokens, text.Truncated) { Route = route, Further = further };
}
