using System.Text;
using Router.Inference;
using Router.Language.Tokens;

namespace Actors.Ranker.Tests;

internal static class Rankings
{
    /// <summary>A ranking whose odds for a subsystem are those of its score: weight 1 on the logit, 0 on everything else.</summary>
    public static Ranking Simple(double acceptThreshold = 0.5, double ambiguityMargin = 0.2, int maxAlternatives = 3)
    {
        var weights = $$"""
            {
              "features": ["accept_logit", "margin", "log_top", "slot_coverage", "lead"],
              "weights": [1, 0, 0, 0, 0],
              "bias": 0,
              "accept_threshold": {{acceptThreshold}},
              "ambiguity_margin": {{ambiguityMargin}}
            }
            """;
        return new Ranking(RankerModel.Parse("ranker.json", Encoding.UTF8.GetBytes(weights)), new RankingSettings
        {
            Version = "1.0.0",
            Package = "",
            Instances = 1,
            MaxAlternatives = maxAlternatives,
            AlternativeMinScore = 0.05,
        });
    }
}
