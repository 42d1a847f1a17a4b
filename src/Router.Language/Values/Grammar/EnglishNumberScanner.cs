using Router.Language.Values.Meanings;

namespace Router.Language.Values.Grammar;

/// <summary>
/// Reads English numbers in words, and digits before "hundred" or "million": every number that begins at a token, so that "one thirty" is found
/// too. The words are in the rule file: <c>ones</c> (0 to 19), <c>tens</c>, <c>scale</c>, and the same of ordinals (<c>ones-th</c> ...) and of
/// denominators (<c>ones-ths</c> ...). Adds <c>int</c>, <c>number</c>, <c>ordinal</c> and <c>denominator</c>.
/// </summary>
internal sealed class EnglishNumberScanner(GrammarRules grammar)
{
    private const decimal Largest = 1_000_000_000_000_000_000;

    private readonly int _int = grammar.Category("int");
    private readonly int _number = grammar.Category("number");
    private readonly int _ones = grammar.Category("ones");
    private readonly int _tens = grammar.Category("tens");
    private readonly int _scale = grammar.Category("scale");
    private readonly int[] _endOnes = [grammar.Category("ones-th"), grammar.Category("ones-ths")];
    private readonly int _endTens = grammar.Category("tens-th");
    private readonly int _endScale = grammar.Category("scale-th");
    private readonly int[] _ends = [grammar.Category("ordinal"), grammar.Category("denominator")];
    private readonly int _and = grammar.WordFor("and");
    private readonly int _hyphen = grammar.WordFor("-");
    private readonly int _point = grammar.WordFor("point");
    private readonly int _a = grammar.WordFor("a");

    /// <summary>Adds the numbers that begin at a token.</summary>
    public void Scan(Chart chart, int at)
    {
        if (chart.Tokens[at].Kind == TokenKind.Digits) ScanDigits(chart, at);
        else if (chart.Tokens[at].Word == _a && At(chart, at + 1, _scale) is not null) Continue(chart, new(at, at + 1, 0, 1, Largest), false);
        else if (chart.Tokens[at].Word != 0) ScanGroup(chart, new(at, at, 0, 0, Largest));
    }

    /// <summary>A number so far: the scales that are done, and the group below the next.</summary>
    private readonly record struct State(int Start, int At, decimal Done, decimal Group, decimal Scale)
    {
        public decimal Value => Done + Group;
    }

    /// <summary>3 hundred, 2.5 million: as many as are followed by a scale.</summary>
    private void ScanDigits(Chart chart, int at)
    {
        var found = chart.At(at);
        for (var i = found.Count - 1; i >= 0; i--)
        {
            var node = found[i];
            if (node.Meaning is Number { IsApproximate: false, Value: < Largest } number && (node.Category == _number || node.Category == _int) && At(chart, node.End, _scale) is not null)
                Continue(chart, new(at, node.End, 0, number.Value, Largest), false);
        }
    }

    /// <summary>Takes what is below a hundred.</summary>
    private void ScanGroup(Chart chart, State state)
    {
        if (At(chart, state.At, _endOnes[0]) is { } ones && Value(ones) > 0) AddEnd(chart, state, 0, ones);
        if (At(chart, state.At, _endTens) is { } round) AddEnd(chart, state, 0, round);
        if (At(chart, state.At, _ones) is { } one)
        {
            Continue(chart, state with { At = one.End, Group = state.Group + Value(one) }, true);
        }
        else if (chart.Tokens.Count > state.At && chart.Tokens[state.At] is { Kind: TokenKind.Digits, Number: < 100 } digits && state.Value > 0)
        {
            Continue(chart, state with { At = state.At + 1, Group = state.Group + digits.Number }, true);
        }
        else if (At(chart, state.At, _tens) is { } tens)
        {
            var after = state with { At = tens.End, Group = state.Group + Value(tens) };
            var next = after.At < chart.Tokens.Count && chart.Tokens[after.At].Word == _hyphen ? after.At + 1 : after.At;
            for (var kind = 0; kind < _ends.Length; kind++)
            {
                if (At(chart, next, _endOnes[kind]) is { } end && Value(end) is > 0 and < 10 && (kind == 0 || state.Value == 0)) AddEnd(chart, after, kind, end);
            }
            var unit = At(chart, next, _ones);
            if (unit is not null && Value(unit) is > 0 and < 10)
            {
                Add(chart, after);
                Continue(chart, after with { At = unit.End, Group = after.Group + Value(unit) }, true);
            }
            else
            {
                Continue(chart, after, true);
            }
        }
    }

    /// <summary>Takes a scale, and what is below it.</summary>
    private void Continue(Chart chart, State state, bool isNumber)
    {
        // "Three hundred and two hundred" are two numbers.
        if (state.Group >= 100 && At(chart, state.At, _scale) is { } hundred && Value(hundred) == 100) return;
        if (isNumber) Add(chart, state);
        if (At(chart, state.At, _endScale) is { } end && state.Group > 0 && Value(end) <= state.Scale)
            chart.Add(state.Start, end.End, _ends[0], new Ordinal(state.Done + state.Group * Value(end)));
        if (At(chart, state.At, _scale) is not { } node || state.Group == 0) return;
        var scale = Value(node);
        if (scale == 100 && state.Group < 100) state = state with { At = node.End, Group = state.Group * 100 };
        else if (scale < state.Scale && state.Group * scale < Largest) state = state with { At = node.End, Done = state.Done + state.Group * scale, Group = 0, Scale = scale };
        else return;
        Add(chart, state);
        if (At(chart, state.At, _scale) is not null && state.Group > 0)
        {
            Continue(chart, state, false);
            return;
        }
        if (state.Group == 0 && At(chart, state.At, _scale) is { } more && state.Done * Value(more) < Largest)
        {
            // A hundred thousand million.
            Continue(chart, state with { Done = 0, Group = state.Done, Scale = Largest }, false);
            return;
        }
        if (decimal.Truncate(state.Value) != state.Value) return;
        var next = state.At < chart.Tokens.Count && chart.Tokens[state.At].Word == _and ? state.At + 1 : state.At;
        if (next < chart.Tokens.Count) ScanGroup(chart, state with { At = next });
    }

    private void Add(Chart chart, State state)
    {
        var value = state.Value;
        chart.Add(state.Start, state.At, decimal.Truncate(value) == value ? _int : _number, new Number(value));
        if (state.At < chart.Tokens.Count && chart.Tokens[state.At].Word == _point) AddFraction(chart, state);
    }

    private void AddEnd(Chart chart, State state, int kind, Node end) => chart.Add(state.Start, end.End, _ends[kind], Meaning(kind, state.Value + Value(end)));

    /// <summary>"point zero three", "point seventy one".</summary>
    private void AddFraction(Chart chart, State state)
    {
        var (at, fraction, place) = (state.At + 1, 0m, 1m);
        while (place > 1e-15m && At(chart, at, _ones) is { } digit && Value(digit) < 10) (at, fraction, place) = (digit.End, fraction + Value(digit) * place / 10, place / 10);
        if (place == 1 && At(chart, at, _int) is not null)
        {
            var longest = chart.At(at).Where(node => node.Category == _int && node.Meaning is Number { Value: < 100 }).MaxBy(node => node.End);
            if (longest is not null) (at, fraction, place) = (longest.End, ((Number)longest.Meaning).Value / 100, 0.01m);
        }
        if (place < 1) chart.Add(state.Start, at, _number, new Number(state.Value + fraction));
    }

    private static Meaning Meaning(int kind, decimal value) => kind == 0 ? new Ordinal(value) : new Number(value);

    private static Node? At(Chart chart, int token, int category) => chart.Find(token, category);

    private static decimal Value(Node node) => ((Number)node.Meaning).Value;
}
