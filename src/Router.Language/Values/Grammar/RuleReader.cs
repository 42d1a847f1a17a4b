using System.Text.RegularExpressions;

namespace Router.Language.Values.Grammar;

/// <summary>
/// Reads rule files. A rule is <c>category action(argument, ...) = pattern | pattern</c>, and goes on in lines that begin with a space;
/// without an action the meaning is that of the only category in the pattern. A pattern has words, <c>&lt;category&gt;</c>, <c>(one|other)</c>
/// and <c>?</c> behind what may be missing. <c>inner: category category</c> names those that are no expressions by
/// themselves, <c>alone:</c> those of them that a slot may mean by itself, <c>filler:</c> words that count as not said, <c>small:</c> words that may stand before what is meant. What is written without a space between must stand so in the text, Chinese aside.
/// </summary>
internal sealed partial class RuleReader(IReadOnlyDictionary<string, ActionMaker> actions)
{
    private const string InnerMark = "inner:", FillerMark = "filler:", SmallMark = "small:", AloneMark = "alone:";

    private readonly Vocabulary _words = new();
    private readonly Dictionary<string, int> _categories = new(StringComparer.Ordinal);
    private readonly List<Rule> _rules = [];
    private readonly HashSet<int> _inner = [];
    private readonly HashSet<int> _fillers = [];
    private readonly HashSet<int> _small = [];
    private readonly HashSet<int> _alone = [];

    /// <summary>The grammar of the files that were read.</summary>
    public GrammarRules ToGrammar(Func<GrammarRules, IEnumerable<Scanner>> scanners) => new(_rules, _words, _categories, _inner, _alone, _fillers, _small, scanners);

    /// <summary>Reads a file.</summary>
    /// <param name="name">What to call it in errors.</param>
    /// <param name="text">Its text.</param>
    /// <exception cref="FormatException">It is no rule file; the message names the file and the rule.</exception>
    public void Read(string name, string text)
    {
        foreach (var rule in Join(text))
        {
            try
            {
                if (Names(rule, InnerMark) is { } inner) _inner.UnionWith(inner.Select(Category));
                else if (Names(rule, AloneMark) is { } alone) _alone.UnionWith(alone.Select(Category));
                else if (Names(rule, FillerMark) is { } fillers) _fillers.UnionWith(fillers.Select(_words.Add));
                else if (Names(rule, SmallMark) is { } small) _small.UnionWith(small.Select(_words.Add));
                else ReadRule(rule);
            }
            catch (Exception error) when (error is FormatException or KeyNotFoundException or IndexOutOfRangeException or ArgumentException)
            {
                throw new FormatException($"{name}: {rule}: {error.Message}", error);
            }
        }
    }

    /// <summary>Rules without comments, each in one line.</summary>
    private static List<string> Join(string text)
    {
        List<string> rules = [];
        foreach (var line in text.Split('\n'))
        {
            if (line.Length == 0 || line[0] == '#') continue;
            if (char.IsWhiteSpace(line[0]) && rules.Count > 0) rules[^1] += " " + line.Trim();
            else if (!string.IsNullOrWhiteSpace(line)) rules.Add(line.Trim());
        }
        return rules;
    }

    private static string[]? Names(string line, string mark) =>
        line.StartsWith(mark, StringComparison.Ordinal) ? line[mark.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) : null;

    private void ReadRule(string rule)
    {
        var head = Head().Match(rule);
        if (!head.Success) throw new FormatException("no \"category action(arguments) =\"");
        var action = head.Groups["action"].Value;
        string[] arguments = [.. head.Groups["arguments"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        Compose compose = parts => parts.First;
        if (action.Length > 0) compose = actions.TryGetValue(action, out var maker) ? maker(arguments) : throw new FormatException($"no action \"{action}\"");
        var category = Category(head.Groups["category"].Value);
        foreach (var pattern in new PatternReader(rule[head.Length..], _words, Category).Read()) _rules.Add(new(category, pattern, compose));
    }

    private int Category(string name)
    {
        if (!_categories.TryGetValue(name, out var number)) _categories.Add(name, number = _categories.Count);
        return number;
    }

    [GeneratedRegex(@"^(?<category>[a-z-]+)(\s+(?<action>[a-z-]+)(\((?<arguments>[^)]*)\))?)?\s+=\s", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Head();
}

/// <summary>Makes the action of a rule from the arguments in the rule file.</summary>
internal delegate Compose ActionMaker(string[] arguments);
