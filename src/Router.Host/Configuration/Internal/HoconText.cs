using System.Globalization;
using System.Text;

namespace Router.Host.Configuration.Internal;

/// <summary>
/// A text whose grammar was checked, written so that Akka.NET's parser reads what it says: that parser takes commas in some places only, and
/// knows neither <c>${?x}</c> nor the environment.
/// </summary>
internal sealed class HoconText(string text)
{
    private const string Helper = "substitute-";

    private readonly List<HoconEdit> _edits = HoconGrammar.Check(text);

    /// <summary>Whether there is any substitution.</summary>
    public bool HasSubstitutions => _edits.Exists(edit => edit.Path is not null);

    /// <summary>The text for Akka.NET, with something in the place of each substitution: for finding out which keys there are.</summary>
    public string WriteKeys() => Write(_ => new Substitute("")).Text;

    /// <summary>The text for Akka.NET.</summary>
    /// <param name="isKey">Whether there is a key. What is none is taken from the environment, or, where it may be missing, left out.</param>
    /// <exception cref="FileProblem">There is no such key and no such variable.</exception>
    public (string Text, IReadOnlyList<string> Helpers) Write(Predicate<string> isKey) => Write(edit =>
    {
        if (isKey(edit.Path!)) return null;
        if (Environment.GetEnvironmentVariable(edit.Path!) is { } value) return new Substitute(value);
        if (edit.IsOptional) return new Substitute("", IsNothing: true);
        throw new FileProblem(
            $"{HoconGrammar.PlaceOf(text, edit.Start)}: found ${{{edit.Path}}}; allowed: a key of this file or of what it includes, a variable of the environment, or ${{?{edit.Path}}}, which may be missing");
    });

    /// <param name="substituteOf">What stands in the place of a substitution; null for itself.</param>
    private (string Text, IReadOnlyList<string> Helpers) Write(Func<HoconEdit, Substitute?> substituteOf)
    {
        var (written, values, helpers, done) = (new StringBuilder(text.Length), new StringBuilder(), new List<string>(), 0);
        foreach (var edit in _edits)
        {
            var substitute = edit.Path is null ? null : substituteOf(edit);
            // A key that would get nothing is not set at all, and keeps what it was set to before.
            var isLeftOut = substitute is { IsNothing: true } && edit.Owner >= 0;
            written.Append(text, done, (isLeftOut ? edit.Owner : edit.Start) - done);
            done = edit.End;
            if (edit.Path is null) written.Append('\n');
            else if (!isLeftOut) written.Append("${").Append(substitute is null ? edit.Path : Help(substitute.Value)).Append('}');
        }
        return (written.Append(text, done, text.Length - done).Append(values).ToString(), helpers);

        // A value stands under a key of its own: in the substitution's place its quotes might meet others.
        string Help(string value)
        {
            helpers.Add($"{Helper}{helpers.Count}");
            values.Append('\n').Append(helpers[^1]).Append(" = ").Append(Quote(value));
            return helpers[^1];
        }
    }

    private static string Quote(string value)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in value)
        {
            if (c is '"' or '\\' || char.IsControl(c)) quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }

    /// <summary>What stands in the place of a substitution.</summary>
    /// <param name="Value">A text.</param>
    /// <param name="IsNothing">Whether there is none.</param>
    private sealed record Substitute(string Value, bool IsNothing = false);
}
