using Router.Language.Values.Grammar;

namespace Router.Language.Values.Chinese;

/// <summary>
/// Whether one character is a number by itself, not a part of a word: 一 is in 一只 and "是一", not in 一切, 四川 and 三明治. It is where something
/// is counted by it, or where nothing that could be its word stands beside it.
/// </summary>
internal static class Standing
{
    /// <summary>What things are counted by.</summary>
    private const string Classifiers = "个只斤年吨台对块打条张本辆位份杯瓶次遍层间座件把支枝栋双包盒袋碗朵头匹首部艘架颗粒扇盏节集页章题道项票倍口";

    /// <summary>What a number follows when it is named: "the answer is four".</summary>
    private const string Naming = "是为到至和与比加减乘除等于第选按拨";

    /// <summary>Words that a character and a classifier make.</summary>
    private static readonly string[] Words = ["一次性", "一节", "一口", "一把", "一条龙", "一个劲", "三部曲", "一打开", "一层层"];

    public static bool IsAlone(Chart chart, int at, int end)
    {
        if (Numerals.IsFormal(chart.Han(at))) return false;
        var (before, after) = (chart.Han(at - 1), chart.Han(end));
        if (after == '\0') return before == '\0' || Naming.Contains(before, StringComparison.Ordinal);
        if (after == '分' && chart.Han(at) != '十') return true;
        if (Classifiers.Contains(after, StringComparison.Ordinal)) return !Array.Exists(Words, word => chart.IsHan(at, word));
        return before != '\0' && Naming.Contains(before, StringComparison.Ordinal) && (after is '不' or '而' or '这' or '和' or '的' or '还' or '或' or '吗' or '吧');
    }

    /// <summary>What may follow 块 where it is money; it counts pieces as well.</summary>
    private const string AfterMoney = "零一二两三四五六七八九钱的和跟给买左右以吧了多";

    /// <summary>Whether 块 is money: "three yuan", not "three pieces of cake".</summary>
    public static bool IsMoney(Chart chart, int at) =>
        chart.Han(at) == '块' && (chart.Han(at + 1) == '\0' || AfterMoney.Contains(chart.Han(at + 1), StringComparison.Ordinal));
}
