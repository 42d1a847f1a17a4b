using Router.Language.Values.Grammar;

namespace Router.Language.Values.Chinese;

/// <summary>
/// Reads one whole Chinese number from a token on: 四亿五千六百四十二万零一十五, 两千四百五 (2450), 7万5千, 十几万, 三百多, 二三十. The parts that are
/// multiplied may be written with digits.
/// </summary>
/// <param name="chart">The tokens, and the readings of digits.</param>
/// <param name="literal">The value of the digits that stand at a token, and where they end.</param>
internal struct NumberReading(Chart chart, NumberReading.Literal literal)
{
    private const decimal Largest = 1e24m;

    private decimal _total;
    private decimal _section;
    private decimal _unit;
    private decimal _pending = -1;
    private bool _isLiteral;
    private bool _isAfterZero;
    private bool _isEmpty = true;

    /// <summary>Digits at a token: their value; -1 when there are none.</summary>
    public delegate decimal Literal(Chart chart, int at, out int end);

    /// <summary>Whether it says no exact number: 两三, 十几, 三百多.</summary>
    public bool IsApproximate { get; private set; }

    /// <summary>Whether it is written with one character or only with digits.</summary>
    public readonly bool IsCompound => _unit > 0 && !(_unit == 10 && _section == 10 && _pending < 0);

    /// <summary>The token after it.</summary>
    public int End { get; private set; }

    /// <summary>The number that begins at a token; null when none does.</summary>
    public decimal? Read(int at)
    {
        End = at;
        while (Step()) _isEmpty = false;
        if (_isEmpty) return null;
        var value = _total + _section + Last();
        return value < Largest ? value : null;
    }

    private bool Step()
    {
        if (_pending < 0 && literal(chart, End, out var end) is >= 0 and var written) return TakeLiteral(written, end);
        var character = chart.Han(End);
        if (Numerals.Digit(character) is >= 0 and var digit) return TakeDigit(digit);
        if (Numerals.Scale(character) is > 0 and var scale) return TakeScale(scale);
        if (Numerals.Myriad(character) is > 0 and var myriad) return TakeMyriad(myriad);
        return TakeVague(character);
    }

    /// <summary>Digits begin a number, or are multiplied again: 2千零30万.</summary>
    private bool TakeLiteral(decimal value, int end)
    {
        var next = chart.Han(end);
        if (!_isEmpty && Numerals.Scale(next) == 0 && Numerals.Myriad(next) == 0) return false;
        (_pending, _isLiteral, End) = (value, true, end);
        return true;
    }

    private bool TakeDigit(int digit)
    {
        if (_isLiteral && _pending >= 0) return false;
        if (_pending >= 0) return TakeSecondDigit(digit);
        if (digit == 0)
        {
            if (_isAfterZero || (_unit == 0 && !_isEmpty)) return false;
            (_isAfterZero, End) = (true, End + 1);
            return true;
        }
        if (_isAfterZero && _unit == 0) return false;
        // 两 does not end a number: 两万两 is a weight.
        if (!_isEmpty && chart.Han(End) is '两' && Numerals.Scale(chart.Han(End + 1)) == 0 && Numerals.Myriad(chart.Han(End + 1)) == 0) return false;
        (_pending, _isLiteral, End) = (digit, false, End + 1);
        return true;
    }

    /// <summary>Two neighbours are "about so many", as their middle: 两三, 十七八, 三五.</summary>
    private bool TakeSecondDigit(int digit)
    {
        if (IsApproximate || !(digit == _pending + 1 || (_pending, digit) is (3, 5)) || Numerals.Digit(chart.Han(End + 1)) >= 0) return false;
        if (_unit > 10 && Numerals.Scale(chart.Han(End + 1)) == 0) return false;
        (IsApproximate, _pending, End) = (true, (_pending + digit) / 2, End + 1);
        return true;
    }

    private bool TakeScale(int scale)
    {
        if (_unit > 0 && _unit <= scale && _section > 0) return false;
        if (_pending < 0 && scale > 10 && !(_isEmpty && Numerals.Digit(chart.Han(End + 1)) > 0)) return false;
        if (_pending < 0 && scale == 10 && IsApproximate) return false;
        _section += Math.Max(_pending, _pending < 0 ? 1 : 0) * scale;
        (_unit, _pending, _isLiteral, _isAfterZero, End) = (scale, -1, false, false, End + 1);
        return true;
    }

    private bool TakeMyriad(decimal myriad)
    {
        if (_isEmpty) return false;
        if (_pending >= 0) _section += _pending;
        if (_total + _section == 0 || (_total + _section) > Largest / myriad) return false;
        // 万亿 multiplies all that came before it; 五兆六十二亿 adds.
        var isGreater = _total > 0 && (_section == 0 || SmallestOf(_total) < myriad);
        _total = isGreater ? (_total + _section) * myriad : _total + _section * myriad;
        (_section, _unit, _pending, _isLiteral, _isAfterZero, End) = (0, myriad, -1, false, false, End + 1);
        return true;
    }

    /// <summary>几 instead of a digit; 多, 余 and 来 behind a number.</summary>
    private bool TakeVague(char character)
    {
        var isMultiplied = Numerals.Scale(chart.Han(End + 1)) > 0 || Numerals.Myriad(chart.Han(End + 1)) > 0;
        // 十几万多亿 says it twice.
        if (IsApproximate && !(isMultiplied && character is '多' or '余')) return false;
        if (character == '几')
        {
            if (_pending >= 0 || !(isMultiplied || _unit is > 0 and <= 10)) return false;
            if (_isEmpty) _pending = 1;
            (IsApproximate, _isLiteral, End) = (true, true, End + 1);
            return true;
        }
        if (character is not ('多' or '余' or '来') || chart.Han(End + 1) is '少') return false;
        if (!(_isLiteral && _pending >= 10) && !(_unit > 0 && _pending < 0)) return false;
        if (character == '来' && _unit is not (10 or 100)) return false;
        (IsApproximate, End) = (true, End + 1);
        return true;
    }

    /// <summary>The last digit: after a hundred or more without 零 between it stands for tens of the next lower kind (四百五 is 450).</summary>
    private readonly decimal Last() => _pending < 0 ? 0 : _unit >= 100 && !_isAfterZero && !_isLiteral ? _pending * _unit / 10 : _pending;

    private static decimal SmallestOf(decimal total) => total % 100_000_000 > 0 ? 10_000 : total % 1_000_000_000_000 > 0 ? 100_000_000 : 1_000_000_000_000;
}
