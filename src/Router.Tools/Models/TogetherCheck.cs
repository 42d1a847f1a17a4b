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
internal sealed class TogetherCheck
{
    private const int BatchSize = 32;

    private readonly NodeModels _models;
    private readonly Ranking _ranking;
    private readonly string _candidate;
    private readonly (NodeBackbone Backbone, ReferenceText[] Texts)[] _tried;
    private readonly IReadOnlyList<string> _untried;

    /// <param name="models">All of the deployment.</param>
    /// <param name="settings">The ranker's.</param>
    /// <param name="candidate">An enabled subsystem.</param>
    /// <exception cref="ModelPackageException">None of its backbones has known texts, or they are broken.</exception>
    public TogetherCheck(NodeModels models, RankingSettings settings, string candidate)
    {
        (_models, _ranking, _candidate) = (models, new Ranking(models.Ranker, settings), candidate);
        var own = models.Backbones.Where(backbone => HeadsOf(backbone).Any(head => head.Name == candidate)).ToArray();
        _tried = [.. own.Select(backbone => (backbone, Texts: TextsOf(backbone))).Where(pair => pair.Texts.Length > 0)];
        if (_tried.Length == 0) throw NothingKnown(own);
        _untried = [.. own.Except(_tried.Select(pair => pair.Backbone)).Select(backbone => backbone.Package.Id)];
    }

    /// <summary>How many texts are decided.</summary>
    public long Count => _tried.Sum(pair => (long)pair.Texts.Length);

    /// <summary>Decides every known text twice.</summary>
    /// <param name="progress">Is told how many texts are done.</param>
    public TogetherReport Run(IProgress<long>? progress)
    {
        var rows = new SortedDictionary<string, TogetherRow>(StringComparer.Ordinal);
        var general = new TogetherRow("");
        var done = 0L;
        foreach (var (backbone, texts) in _tried)
        {
            var heads = HeadsOf(backbone).ToArray();
            foreach (var batch in texts.Chunk(BatchSize))
            {
                Judge(backbone.Models[0], heads, batch, (text, without, with) =>
                {
                    if (text.Subsystem is not { } owner) general = general.With(TakenBy(without) is null, TakenBy(with) is null, TakenBy(with) == _candidate);
                    else rows[owner] = (rows.GetValueOrDefault(owner) ?? new TogetherRow(owner)).With(TakenBy(without) == owner, TakenBy(with) == owner, TakenBy(with) == _candidate);
                });
                progress?.Report(done += batch.Length);
            }
        }
        return new TogetherReport(_candidate, [.. rows.Values], general) { Untried = _untried };
    }

    private IEnumerable<Head> HeadsOf(NodeBackbone backbone) =>
        _models.Heads.Where(head => $"{head.Manifest.Backbone}" == backbone.Package.Id).Select(head => new Head(head));

    /// <summary>Those of others; by length, so that a batch has little padding.</summary>
    private ReferenceText[] TextsOf(NodeBackbone backbone) =>
        [.. ReferenceTexts.Read(backbone.Package.Package).Where(text => text.Subsystem != _candidate).OrderBy(text => text.Text.Tokens.Length)];

    private static ModelPackageException NothingKnown(NodeBackbone[] backbones) => new(
        $"{backbones[0].Package.Package.ManifestFile}: files.references: found nothing; --together needs the known texts that newer backbones bring");

    private void Judge(
        BackboneModel backbone, Head[] heads, ReferenceText[] texts, Action<ReferenceText, RouteDecision, RouteDecision> decided)
    {
        var states = backbone.Run([.. texts.Select(text => text.Text)]);
        var queries = texts.Select(text => new Query(Guid.NewGuid(), text.Text, QueryPriority.Normal, default, default)).ToArray();
        var batch = new EncodedBatch([.. queries.Select(query => new EncodedQuery(query, ActorRefs.Nobody, default))], states);
        var verdicts = heads.Select(head => head.Judge(batch)).ToArray();
        states.Release();
        for (var i = 0; i < texts.Length; i++)
        {
            var all = verdicts.Select(own => own[i]).ToArray();
            var others = all.Where(verdict => verdict.Subsystem != _candidate).ToArray();
            decided(texts[i], _ranking.Decide(queries[i], others, []), _ranking.Decide(queries[i], all, []));
        }
    }

    private static string? TakenBy(RouteDecision decision) => decision.Outcome == DecisionOutcome.OutOfScope ? null : decision.Subsystem;
}
