using Router.Language.Values.Grammar;
using Router.Language.Values.Meanings;

namespace Router.Language.Values.Chinese;

/// <summary>Finds the numbers in Chinese characters that begin at a token, and those in digits that Chinese ones multiply: 1200亿.</summary>
internal sealed class ChineseNumbers
{
    /// <summary>The number of digits of what is written without.</summary>
    private const int InCharacters = -1;

    private readonly int _int;
    private readonly int _number;
    private readonly int _series;
    private readonly int _kuai;

    /// <param name="grammar">The rules that use them.</param>
    public ChineseNumbers(GrammarRules grammar) => (_int, _number, _series, _kuai) = (grammar.Category("int"), grammar.Category("number"), grammar.Category("series"), grammar.Category("kuai"));

    /// <summary>Adds the readings that begin at a token: the whole number, and the one with a fraction.</summary>
    public void Scan(Chart chart, int at)
    {
        var token = chart.Tokens[at];
        if (token.Kind == TokenKind.Digits && !IsMultiplied(chart, at)) return;
        if (token.Kind is not (TokenKind.Han or TokenKind.Digits)) return;
        if (Standing.IsMoney(chart, at)) chart.Add(at, at + 1, _kuai, new QuantityUnit(ExpressionKind.Money, "Chinese yuan"));
        if (IsInside(chart, at)) return;
        ScanSeries(chart, at);
        var reading = new NumberReading(chart, Literal);
        if (reading.Read(at) is not { } value) return;
        if (token.Kind == TokenKind.Digits && reading.End == at + 1) return;
        var isAlone = reading.IsCompound || reading.End > at + 1 || Standing.IsAlone(chart, at, reading.End);
        var isWhole = decimal.Truncate(value) == value;
        chart.Add(at, reading.End, isWhole ? _int : _number, new Number(value, InCharacters, reading.IsApproximate, IsPart: !isAlone));
        if (!reading.IsApproximate) ScanFraction(chart, at, reading.End, value);
    }

    /// <summary>点 and digits one by one, and what multiplies all: 八千三百万点三三, 三点五亿.</summary>
    private void ScanFraction(Chart chart, int start, int point, decimal whole)
    {
        if (chart.Han(point) != '点' || chart.Han(point + 1) is '两' or '俩') return;
        var (at, value, place) = (point + 1, whole, 0.1m);
        for (; Numerals.Digit(chart.Han(at)) is >= 0 and var digit && place > 1e-12m && chart.Han(at) != '两'; at++, place /= 10) value += digit * place;
        if (at == point + 1) return;
        for (; Numerals.Myriad(chart.Han(at)) is > 0 and var myriad && value < 1e12m; at++) value *= myriad;
        chart.Add(start, at, _number, new Number(value, InCharacters));
    }

    /// <summary>Digits one by one, as years and codes are said: 二零一九. From three on they are a number as well.</summary>
    private void ScanSeries(Chart chart, int at)
    {
        var (end, value) = (at, 0m);
        for (; Numerals.Digit(chart.Han(end)) is >= 0 and var digit && chart.Han(end) != '两' && end - at < 18; end++) value = value * 10 + digit;
        if (end - at < 2) return;
        chart.Add(at, end, _series, new Number(value, end - at, IsPart: true));
        if (end - at > 2) chart.Add(at, end, _int, new Number(value, end - at));
    }

    /// <summary>Whether the character is one within a number that begins before it; behind weekdays or 初 a new one may begin (周一二十点, 周一三五七点, 周一到五七点).</summary>
    private static bool IsInside(Chart chart, int at)
    {
        if (!IsNumeral(chart.Han(at - 1)) || chart.Han(at - 1) == '零' && !IsNumeral(chart.Han(at - 2))) return false;
        var first = at - 1;
        while (IsNumeral(chart.Han(first - 1))) first--;
        return !IsNaming(chart.Han(first - 1)) && !(chart.Han(first - 1) is '到' or '至' && IsNumeral(chart.Han(first - 2)) && IsNaming(chart.Han(first - 3)));
    }

    private static bool IsNaming(char character) => character is '周' or '期' or '拜' or '初' or '每';

    private static bool IsNumeral(char character) => Numerals.Digit(character) >= 0 || Numerals.Scale(character) > 0 || Numerals.Myriad(character) > 0;

    private static bool IsMultiplied(Chart chart, int at)
    {
        for (var next = at + 1; next < chart.Tokens.Count && next < at + 12; next++)
        {
            if (chart.Tokens[next].Kind == TokenKind.Han) return Numerals.Scale(chart.Han(next)) > 0 || Numerals.Myriad(chart.Han(next)) > 0 || chart.Han(next) is '多' or '余' or '来';
        }
        return false;
    }

    /// <summary>The longest number in digits that was found at a token.</summary>
    private decimal Literal(Chart chart, int at, out int end)
    {
        (end, var value) = (at, -1m);
        if (at >= chart.Tokens.Count || chart.Tokens[at].Kind != TokenKind.Digits) return -1;
        foreach (var node in chart.At(at))
        {
            if ((node.Category == _number || node.Category == _int) && node.End > end && chart.Tokens[node.End - 1].Kind == TokenKind.Digits && node.Meaning is Number number) (end, value) = (node.End, number.Value);
        }
        return value;
    }
}
