using Actors.Ranker;
using Actors.Subsystems;
using Akka.Actor;
using Router.Contracts;
using Router.Host;
using Router.Host.Node;
using Router.Inference;

namespace Router.Tools.Models;

/// <summary>
/// What a subsystem takes from the others: the known texts of the backbones that its heads read, decided with it and without it.
/// </summary>
/// <param name="models">All of the deployment.</param>
/// <param name="settings">The ranker's.</param>
internal sealed class TogetherCheck(NodeModels models, RankingSettings settings)
{
    private const int BatchSize = 32;

    private readonly Ranking _ranking = new(models.Ranker, settings);

    /// <summary>Decides every known text twice.</summary>
    /// <param name="candidate">An enabled subsystem.</param>
    /// <param name="progress">Is told how many texts are done.</param>
    /// <exception cref="ModelPackageException">A backbone has no known texts.</exception>
    public TogetherReport Run(string candidate, IProgress<long>? progress)
    {
        var rows = new SortedDictionary<string, TogetherRow>(StringComparer.Ordinal);
        var general = new TogetherRow("");
        var done = 0L;
        var own = models.Backbones.Where(backbone => HeadsOf(backbone).Any(head => head.Name == candidate)).ToArray();
        var tried = own.Select(backbone => (Backbone: backbone, Texts: ReferenceTexts.Read(backbone.Package.Package))).Where(pair => pair.Texts.Count > 0).ToArray();
        if (tried.Length == 0) throw NothingKnown(own);
        foreach (var (backbone, texts) in tried)
        {
            var heads = HeadsOf(backbone).ToArray();
            // By length, so that a batch has little padding.
            foreach (var batch in texts.Where(text => text.Subsystem != candidate).OrderBy(text => text.Text.Tokens.Length).Chunk(BatchSize))
            {
                Judge(backbone.Models[0], heads, candidate, batch, (text, without, with) =>
                {
                    if (text.Subsystem is not { } owner) general = general.With(TakenBy(without) is null, TakenBy(with) is null, TakenBy(with) == candidate);
                    else rows[owner] = (rows.GetValueOrDefault(owner) ?? new TogetherRow(owner)).With(TakenBy(without) == owner, TakenBy(with) == owner, TakenBy(with) == candidate);
                });
                progress?.Report(done += batch.Length);
            }
        }
        return new TogetherReport(candidate, [.. rows.Values], general) { Untried = [.. own.Except(tried.Select(pair => pair.Backbone)).Select(backbone => backbone.Package.Id)] };
    }

    /// <summary>How many texts there are.</summary>
    public static long Count(NodeModels models) => models.Backbones.Sum(backbone => ReferenceTexts.Read(backbone.Package.Package).Count);

    private IEnumerable<Head> HeadsOf(NodeBackbone backbone) =>
        models.Heads.Where(head => $"{head.Manifest.Backbone}" == backbone.Package.Id).Select(head => new Head(head));

    private static ModelPackageException NothingKnown(NodeBackbone[] backbones) => new(
        $"{backbones[0].Package.Package.ManifestFile}: files.references: found nothing; --together needs the known texts that newer backbones bring");

    private void Judge(
        BackboneModel backbone, Head[] heads, string candidate, ReferenceText[] texts, Action<ReferenceText, RouteDecision, RouteDecision> decided)
    {
        var states = backbone.Run([.. texts.Select(text => text.Text)]);
        var queries = texts.Select(text => new Query(Guid.NewGuid(), text.Text, QueryPriority.Normal, default, default)).ToArray();
        var batch = new EncodedBatch([.. queries.Select(query => new EncodedQuery(query, ActorRefs.Nobody, default))], states);
        var verdicts = heads.Select(head => head.Judge(batch)).ToArray();
        states.Release();
        for (var i = 0; i < texts.Length; i++)
        {
            var all = verdicts.Select(own => own[i]).ToArray();
            var others = all.Where(verdict => verdict.Subsystem != candidate).ToArray();
            decided(texts[i], _ranking.Decide(queries[i], others, []), _ranking.Decide(queries[i], all, []));
        }
    }

    private static string? TakenBy(RouteDecision decision) => decision.Outcome == DecisionOutcome.OutOfScope ? null : decision.Subsystem;
}
