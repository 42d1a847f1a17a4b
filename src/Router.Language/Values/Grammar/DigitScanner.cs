using Router.Language.Values.Meanings;

namespace Router.Language.Values.Grammar;

/// <summary>
/// Reads numbers in digits: <c>int</c> for digits alone, <c>number</c> with a fraction or in groups: <c>1.5</c>, <c>.25</c>, <c>1,234.5</c>,
/// <c>12,34,567</c>, <c>1.234,5</c>, <c>40 000</c>.
/// </summary>
internal sealed class DigitScanner(GrammarRules grammar)
{
    private const int LongestGroup = 3, MostFraction = 15;

    /// <summary>Where full-width forms begin in Unicode.</summary>
    private const char WideForms = '\uFF00';

    private readonly int _int = grammar.Category("int");
    private readonly int _number = grammar.Category("number");
    private readonly int _point = grammar.WordFor(".");
    private readonly int _comma = grammar.WordFor(",");

    /// <summary>Adds the numbers that begin at a token.</summary>
    public void Scan(Chart chart, int at)
    {
        var tokens = chart.Tokens;
        if (tokens[at].Kind == TokenKind.Mark)
        {
            if (Follows(chart, at, _point) && !(at > 0 && tokens[at].IsGlued && (tokens[at - 1].IsAlphanumeric || tokens[at - 1].Word == _point))) AddFraction(chart, at, at, 0, _point);
            return;
        }
        if (tokens[at].Kind != TokenKind.Digits || tokens[at].Length > 18) return;
        var value = tokens[at].Number;
        chart.Add(at, at + 1, _int, new Number(value, tokens[at].Length));
        AddFraction(chart, at, at + 1, value, _point);
        if (tokens[at].Length > LongestGroup)
        {
            return;
        }
        AddGroups(chart, at, _comma, _point);
        AddGroups(chart, at, _point, _comma);
        AddGroups(chart, at, 0, _point);
        if (Follows(chart, at + 1, _comma) && tokens[at + 2].Length != LongestGroup && !Follows(chart, at + 3, _comma) && !(at > 0 && Follows(chart, at - 1, _comma))) AddFraction(chart, at, at + 1, value, _comma);
    }

    /// <summary>Groups of three digits; with commas also of two, before a last one of three.</summary>
    private void AddGroups(Chart chart, int start, int separator, int point)
    {
        var tokens = chart.Tokens;
        var (at, value, groups) = (start + 1, (decimal)tokens[start].Number, 0);
        while (groups < 5 && NextGroup(chart, at, separator) is var next && next > 0 && tokens[next].Length is 2 or LongestGroup)
        {
            var isLast = tokens[next].Length == LongestGroup;
            if (!isLast && separator != _comma) return;
            value = value * (isLast ? 1000 : 100) + tokens[next].Number;
            (at, groups) = (next + 1, isLast ? groups + 1 : groups);
            if (!isLast && NextGroup(chart, at, separator) == 0) return;
        }
        if (groups == 0) return;
        // "1.234" is a fraction where points are not known to part groups.
        if (separator != _point || groups > 1) chart.Add(start, at, _number, new Number(value));
        AddFraction(chart, start, at, value, point);
    }

    /// <summary>The token of the next group of digits; 0 when there is none.</summary>
    private static int NextGroup(Chart chart, int at, int separator)
    {
        var tokens = chart.Tokens;
        // A full-width comma between half-width digits parts numbers: "20，300 and 5".
        if (separator != 0) return Follows(chart, at, separator) && (chart.Text[tokens[at].Start] < WideForms || chart.Text[tokens[at].Start - 1] >= WideForms) ? at + 1 : 0;
        return at < tokens.Count && tokens[at].Kind == TokenKind.Digits && !tokens[at].IsGlued && tokens[at].Length == LongestGroup && tokens[at].Start == tokens[at - 1].End + 1
            ? at
            : 0;
    }

    private void AddFraction(Chart chart, int start, int at, decimal whole, int point)
    {
        if (!Follows(chart, at, point) || at > start && !chart.Tokens[at].IsGlued) return;
        var digits = chart.Tokens[at + 1];
        if (digits.Length > MostFraction) return;
        var fraction = (decimal)digits.Number;
        for (var i = 0; i < digits.Length; i++) fraction /= 10;
        chart.Add(start, at + 2, _number, new Number(whole + fraction));
    }

    /// <summary>Whether there is a mark with digits right behind it.</summary>
    private static bool Follows(Chart chart, int at, int mark)
    {
        var tokens = chart.Tokens;
        return mark != 0 && at + 1 < tokens.Count && tokens[at].Word == mark && tokens[at + 1] is { Kind: TokenKind.Digits, IsGlued: true }
            && (at == 0 || tokens[at].IsGlued || tokens[at - 1].Kind != TokenKind.Digits);
    }
}
