namespace Router.Language.Values.Chinese;

/// <summary>Traditional characters of times and numbers as the simplified ones that rules are written with.</summary>
internal static class Traditional
{
    private const char First = '\u4E00';
    private const char Last = '\u9FFF';

    /// <summary>Pairs: the traditional character, the simplified one.</summary>
    private const string Pairs =
        "點点時时週周個个萬万億亿兩两後后號号禮礼鐘钟鍾钟負负這这幾几餘余間间從从對对雙双塊块錢钱歲岁攝摄華华溫温曆历農农節节開开過过還还貳贰參叁陸陆們们內内當当晝昼總总於于與与達达"
        + "頓顿範范圍围數数盧卢臺台輪轮陽阳歐欧鎊镑韓韩圓圆遠远畝亩釐厘絲丝種种門门張张隻只條条邊边纔才剛刚鬧闹鈴铃離离減减億亿歷历衛卫國国慶庆聖圣誕诞穀谷雞鸡馬马龍龙豬猪"
        + "夠够將将約约麼么來来長长陰阴體体壓压應应該该現现場场東东樓楼層层級级倆俩聲声處处階阶擔担說说錯错讓让電电視视氣气調调級级務务員员頭头幣币噸吨頃顷碼码紐纽蘭兰貝贝勞劳動动婦妇兒儿師师復复臘腊淩凌無无興兴";

    private static readonly char[] Folded = Table();

    /// <summary>A character as rules have it.</summary>
    public static char Fold(char character) => character is >= First and <= Last ? Folded[character - First] : character;

    private static char[] Table()
    {
        var table = new char[Last - First + 1];
        for (var i = 0; i < table.Length; i++) table[i] = (char)(First + i);
        for (var i = 0; i < Pairs.Length; i += 2) table[Pairs[i] - First] = Pairs[i + 1];
        return table;
    }
}
