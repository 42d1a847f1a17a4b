using System.Collections.Frozen;
using Router.Contracts;

namespace Router.Language.Cutting;

/// <summary>
/// Whether a piece of text can be a command by itself as far as its words tell: "wake me at seven" has a predicate, "eggs to the
/// shopping list" has none.
/// </summary>
internal static class Predicates
{
    /// <summary>Words that an English command or question begins with.</summary>
    private static readonly FrozenSet<string> Openings = Set(
        """
        add adjust am announce answer any are archive arrange ask awaken be begin block book boost bring brighten brew buy calculate call can cancel
        change check chill choose clean clear close compose compute confirm connect contact continue convert cook copy could count create cut decrease
        define delete describe did dim disable dislike display do does don don't drop dust email empty enable end erase explain fetch figure file
        find finish fire fix follow forget forward get give go grab has have heat help hold how i i'd i'll i'm include increase inform invite is
        keep kill launch let let's like list listen load locate lock look lower maintain make mark may maximise maximize message minimize mop move mute
        name navigate note notify open order organize pause pay phone pick place play plan please post preheat prepare pull put quiet raise rate read
        recite recommend record redial reduce refresh remember remind remove rename reorder repeat reply report request reschedule reserve reset
        respond restart resume ring roll run save say scan schedule search see send set shall share should show shuffle shut silence sing skip snooze
        solve sort speak speed spell spend start stay stop store subscribe suggest switch take tell text thank thanks there throw track transfer
        translate try tune turn turning tweet type unlock unmute unpause unplug unsubscribe update use vacuum verify wake want warm warn wash watch
        water was were what what's whats when when's whens where where's wheres which who who's whos whose why will wish would write you zoom
        """);

    /// <summary>English words that are predicates wherever they stand; a verb that is a noun as well is not one of them.</summary>
    private static readonly FrozenSet<string> Verbs = Set(
        """
        add are bring can cancel clean close convert could create define delete did do does explain find forward get give have how i is let make mute need
        open play please pull put raise read recommend remind remove send set show shut start stop switch take tell turn wake want was were what what's
        when where which who why will would write you
        """);

    /// <summary>Chinese predicates of one character, where a part begins with them.</summary>
    private static readonly FrozenSet<string> ChineseOpenings = Set(
        """
        把 将 帮 给 请 麻 我 你 您 开 关 放 调 设 查 讲 说 叫 来 定 订 打 播 提 告 取 删 停 换 拉 启 问 买 看 算 去 听 点 唱 念 读 搜 找 让 陪 加 记 发
        别 不 煮 泡 扫 拖 暖 亮 暗 升 降 谁 什 怎 为 有 能 可 要 想 喊 闹 醒 咱 清 解 翻 介 预 熄 灭 冲 锁 推 通 合 闭 静 拨 喂 洗 吸
        """);

    /// <summary>Chinese predicates of several characters, wherever they stand.</summary>
    private static readonly string[] ChineseVerbs =
    [
        "打开", "关掉", "关上", "关闭", "关了", "关灯", "开灯", "开一下", "关一下", "开开", "调到", "调高", "调低", "调成", "调亮", "调暗", "调大", "调小", "设成",
        "设到", "设置", "设个", "设一", "定个", "定一", "定在", "订个", "订一", "叫我", "叫醒", "喊我", "提醒", "闹我", "吵醒", "起床", "告诉", "讲个", "讲一", "说个",
        "说一", "来个", "来一", "来杯", "来点", "播放", "放一", "放个", "放点", "放首", "查一", "查查", "查询", "看看", "看一", "搜一", "找一", "取消", "删掉", "删除",
        "删了", "停掉", "停了", "停一", "推迟", "延后", "拉上", "拉开", "合上", "煮杯", "煮一", "煮咖啡", "泡杯", "泡一", "扫地", "打扫", "清扫", "拖地", "吸尘",
        "是什么", "什么意思", "是谁", "多少", "几点", "几个", "几度", "怎么", "为什么", "哪里", "哪儿", "在哪", "哪天", "哪年", "吗", "有没有", "是不是", "能不能",
        "可不可以", "等于", "多大", "多高", "多远", "多长", "多重", "多久", "换成", "改成", "改到", "升到", "降到", "升高", "降低", "亮一点", "暗一点", "介绍",
        "解释", "算一", "算算", "聊聊", "聊天", "唱首", "唱个", "逗我", "夸我", "买一", "下单", "发给", "发个", "发条", "打电话", "记一", "加到", "加上", "锁上", "充电",
        "预热", "烧水", "加热", "启动", "暂停", "静音", "熄灯", "熄了", "灭了", "灭掉", "亮起", "点亮", "叫一", "打车", "导航",
    ];

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> OpeningLookup = Openings.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> VerbLookup = Verbs.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> ChineseLookup = ChineseOpenings.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a part begins as commands and questions do.</summary>
    public static bool Opens(ReadOnlySpan<char> part)
    {
        part = part.TrimStart();
        if (part.IsEmpty) return false;
        if (IsIdeograph(part[0])) return ChineseLookup.Contains(part[..1]) || StartsWithVerb(part);
        var end = 0;
        while (end < part.Length && (char.IsAsciiLetter(part[end]) || part[end] is '\'' or '’')) end++;
        return OpeningLookup.Contains(part[..end]);
    }

    /// <summary>Whether a part has a predicate anywhere.</summary>
    public static bool Has(ReadOnlySpan<char> part)
    {
        if (Opens(part)) return true;
        foreach (var verb in ChineseVerbs)
        {
            if (part.Contains(verb, StringComparison.Ordinal)) return true;
        }
        foreach (var word in part.Split(' '))
        {
            if (VerbLookup.Contains(part[word])) return true;
        }
        return false;
    }

    private static bool StartsWithVerb(ReadOnlySpan<char> part)
    {
        foreach (var verb in ChineseVerbs)
        {
            if (part.StartsWith(verb, StringComparison.Ordinal)) return true;
        }
        return false;
    }

    private static bool IsIdeograph(char character) => character >= '\u3400';

    private static FrozenSet<string> Set(string words) => words
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
