using Router.Language.Cutting;

namespace Router.Tools.Evaluation;

/// <summary>
/// Texts with two commands, made of labelled texts with one: written pairs are few, and what joins commands, and which commands it joins, varies without end.
/// </summary>
internal static class ComposedExamples
{
    private const int Seed = 1;

    /// <summary>A phrase has a mark before it this often.</summary>
    private const double MarkShare = 0.25;

    /// <summary>Makes texts of two commands with different intents, joined as such commands are.</summary>
    /// <param name="texts">What they are made of; those without language or intent are left out.</param>
    /// <param name="count">How many for each language; none where all of its texts want the same.</param>
    /// <returns>The same for the same texts.</returns>
    public static IReadOnlyList<CuttingExample> Of(IReadOnlyList<LabelledText> texts, int count)
    {
        var random = new Random(Seed);
        var composed = new List<CuttingExample>();
        foreach (var language in texts.Where(text => text.Language is not null && text.Intent is not null).GroupBy(text => text.Language!, StringComparer.Ordinal))
        {
            // A subsystem is as likely as another, however many texts it has.
            var owners = language.GroupBy(text => text.Subsystem, StringComparer.Ordinal).Select(owned => owned.ToArray()).ToArray();
            if (language.DistinctBy(text => text.Intent).Count() < 2) continue;
            for (var made = 0; made < count;)
            {
                var (first, second) = (Draw(owners, random), Draw(owners, random));
                if (first.Intent == second.Intent) continue;
                composed.Add(Join(first, second, language.Key, random));
                made++;
            }
        }
        return composed;
    }

    private static LabelledText Draw(LabelledText[][] owners, Random random)
    {
        var texts = owners[random.Next(owners.Length)];
        return texts[random.Next(texts.Length)];
    }

    private static CuttingExample Join(LabelledText first, LabelledText second, string language, Random random)
    {
        var left = first.Text.Trim();
        while (left.Length > 1 && Connectives.HasMark(left.AsSpan(left.Length - 1))) left = left[..^1].TrimEnd();
        var joint = Joint(left, random);
        var text = $"{left}{joint}{second.Text.Trim()}";
        return new CuttingExample(text, language, [Part(first, 0, left.Length), Part(second, left.Length + joint.Length, text.Length)]);
    }

    private static CuttingExamplePart Part(LabelledText text, int start, int end) => new(start, end, text.Subsystem, text.Intent);

    /// <summary>What joins two commands, in the script in which the first one ends.</summary>
    private static string Joint(string left, Random random)
    {
        var isSpaced = left[^1] < '\u3400';
        var mark = isSpaced ? "," : "，";
        var kind = (ConnectiveKind)random.Next((int)ConnectiveKind.Pause, (int)ConnectiveKind.Sequel + 1);
        var phrases = Connectives.Of(kind).Where(phrase => phrase[0] < '\u3000' == isSpaced).ToArray();
        var phrase = phrases[random.Next(phrases.Length)];
        if (kind == ConnectiveKind.Pause) return isSpaced ? $"{phrase} " : phrase;
        var before = random.NextDouble() < MarkShare ? mark : "";
        return isSpaced ? $"{before} {phrase} " : $"{before}{phrase}";
    }
}
