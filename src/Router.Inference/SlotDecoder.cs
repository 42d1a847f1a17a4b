namespace Router.Inference;

/// <summary>The slots of one text and the share of its words that lie in them, 0..1.</summary>
public readonly record struct SlotDecision(IReadOnlyList<Slot> Slots, double Coverage);

/// <summary>
/// Finds the most probable legal BIO sequence over the words of a text (Viterbi, 1967); a word is judged by its first piece.
/// </summary>
/// <remarks>Keeps its working memory between texts, so it is used by one thread at a time.</remarks>
/// <param name="labels">The labels, in the order of the logits.</param>
/// <param name="transitions">Learned transitions between them; without any, every legal one is as good as another.</param>
public sealed class SlotDecoder(SlotLabels labels, SlotTransitions? transitions = null)
{
    private int[] _wordTokens = [];
    private int[] _wordEnds = [];
    private double[] _logTotals = [];
    private ushort[] _previous = [];
    private int[] _path = [];
    private double[] _scores = new double[labels.Count];
    private double[] _nextScores = new double[labels.Count];

    /// <summary>Decodes the logits of one text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="logits"><c>[tokens, labels]</c>; rows after the text's last token are not read.</param>
    /// <exception cref="InferenceException">A logit of a word is not a finite number.</exception>
    public SlotDecision Decode(TokenizedText text, ReadOnlySpan<float> logits)
    {
        var words = FindWords(text.Tokens.Span);
        if (words == 0) return new SlotDecision([], 0);
        FindPath(words, logits);
        return Collect(text, words, logits);
    }

    /// <summary>The label of each word of the last text decoded.</summary>
    internal ReadOnlySpan<int> Path(int words) => _path.AsSpan(0, words);

    private int FindWords(ReadOnlySpan<Token> tokens)
    {
        Reserve(tokens.Length);
        var words = 0;
        for (var i = 1; i < tokens.Length - 1; i++)
        {
            if (tokens[i].StartsWord) _wordTokens[words++] = i;
            if (words > 0) _wordEnds[words - 1] = tokens[i].End;
        }
        return words;
    }

    private void Reserve(int tokens)
    {
        if (_wordTokens.Length >= tokens) return;
        (_wordTokens, _wordEnds, _path) = (new int[tokens], new int[tokens], new int[tokens]);
        (_logTotals, _previous) = (new double[tokens], new ushort[tokens * labels.Count]);
    }

    private void FindPath(int words, ReadOnlySpan<float> logits)
    {
        for (var word = 0; word < words; word++)
        {
            var row = Row(word, logits);
            _logTotals[word] = LogTotal(row);
            if (word == 0) Begin(row);
            else Advance(word, row);
        }
        var label = BestOf(_scores);
        for (var word = words - 1; word >= 0; word--)
        {
            _path[word] = label;
            label = _previous[(word * labels.Count) + label];
        }
    }

    private void Begin(ReadOnlySpan<float> row)
    {
        for (var label = 0; label < row.Length; label++)
            _scores[label] = labels.Continues(label) ? double.NegativeInfinity : row[label] - _logTotals[0] + (transitions?.Start(label) ?? 0);
    }

    private void Advance(int word, ReadOnlySpan<float> row)
    {
        if (transitions is null) AdvanceFreely(word, row);
        else AdvanceScored(word, row, transitions);
        (_scores, _nextScores) = (_nextScores, _scores);
    }

    private void AdvanceScored(int word, ReadOnlySpan<float> row, SlotTransitions learned)
    {
        var previous = _previous.AsSpan(word * labels.Count, labels.Count);
        for (var label = 0; label < row.Length; label++)
        {
            var into = learned.Into(label);
            var (from, best) = (0, double.NegativeInfinity);
            for (var before = 0; before < into.Length; before++)
            {
                var score = _scores[before] + into[before];
                if (score > best) (from, best) = (before, score);
            }
            previous[label] = (ushort)from;
            _nextScores[label] = best + row[label] - _logTotals[word];
        }
    }

    // O and B-type may follow anything, so they follow the best; I-type follows only B-type and I-type.
    private void AdvanceFreely(int word, ReadOnlySpan<float> row)
    {
        var best = BestOf(_scores);
        var previous = _previous.AsSpan(word * labels.Count, labels.Count);
        for (var label = 0; label < row.Length; label++)
        {
            var from = best;
            if (labels.Continues(label))
            {
                var begin = labels.BeginOf(label);
                from = _scores[begin] >= _scores[label] ? begin : label;
            }
            previous[label] = (ushort)from;
            _nextScores[label] = _scores[from] + row[label] - _logTotals[word];
        }
    }

    private SlotDecision Collect(TokenizedText text, int words, ReadOnlySpan<float> logits)
    {
        List<Slot>? slots = null;
        var covered = 0;
        for (var word = 0; word < words;)
        {
            var (first, label) = (word, _path[word]);
            var logProbability = LogProbability(word, label, logits);
            word++;
            if (labels.TypeOf(label).Length == 0) continue;
            while (word < words && labels.Continues(_path[word])) logProbability += LogProbability(word, _path[word++], logits);
            covered += word - first;
            (slots ??= []).Add(SlotOf(text, first, word - 1, labels.TypeOf(label), Math.Exp(logProbability / (word - first))));
        }
        return new SlotDecision((IReadOnlyList<Slot>?)slots ?? [], (double)covered / words);
    }

    private Slot SlotOf(TokenizedText text, int firstWord, int lastWord, string type, double score)
    {
        var (start, end) = (text.Tokens.Span[_wordTokens[firstWord]].Start, _wordEnds[lastWord]);
        return new Slot(type, start, end, text.Text[start..end], score);
    }

    private double LogProbability(int word, int label, ReadOnlySpan<float> logits) => Row(word, logits)[label] - _logTotals[word];

    private ReadOnlySpan<float> Row(int word, ReadOnlySpan<float> logits) => logits.Slice(_wordTokens[word] * labels.Count, labels.Count);

    private static double LogTotal(ReadOnlySpan<float> row)
    {
        var largest = double.NegativeInfinity;
        foreach (var logit in row)
        {
            if (!float.IsFinite(logit)) throw new InferenceException($"a slot logit is {logit}");
            largest = Math.Max(largest, logit);
        }
        var total = 0.0;
        foreach (var logit in row) total += Math.Exp(logit - largest);
        return largest + Math.Log(total);
    }

    private static int BestOf(double[] scores)
    {
        var best = 0;
        for (var label = 1; label < scores.Length; label++)
        {
            if (scores[label] > scores[best]) best = label;
        }
        return best;
    }
}
