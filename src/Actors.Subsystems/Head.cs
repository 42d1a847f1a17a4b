using Router.Contracts;
using Router.Inference;
using Router.Language.Tokens;

namespace Actors.Subsystems;

/// <summary>Turns a head's results into verdicts; for one actor at a time.</summary>
public sealed class Head(HeadModel model)
{
    private TokenizedText[] _texts = [];
    private HeadResult[] _results = [];

    /// <summary>The subsystem.</summary>
    public string Name => model.Manifest.Name;

    /// <summary>Judges a batch: one verdict for each query, in their order.</summary>
    public IReadOnlyList<Verdict> Judge(EncodedBatch batch)
    {
        var count = batch.Queries.Count;
        if (_texts.Length < count) (_texts, _results) = (new TokenizedText[count], new HeadResult[count]);
        for (var row = 0; row < count; row++) _texts[row] = batch.Queries[row].Query.Text;
        model.Run(batch.States, _texts.AsSpan(0, count), _results);
        var verdicts = new Verdict[count];
        for (var row = 0; row < count; row++) verdicts[row] = VerdictOf(batch.Queries[row].Query.Id, _results[row]);
        return verdicts;
    }

    private Verdict VerdictOf(Guid queryId, in HeadResult result) => new()
    {
        QueryId = queryId,
        Subsystem = Name,
        Kind = result.Accepted ? VerdictKind.Accept : VerdictKind.Reject,
        Intent = result.Intent,
        Score = result.Score,
        Margin = result.Margin,
        TopProbability = result.TopProbability,
        SlotCoverage = result.SlotCoverage,
        Generation = model.Manifest.Generation,
        Slots = result.Slots,
    };
}
