using System.Text.RegularExpressions;

namespace Router.Security.Tests;

/// <summary>The table of attacks in docs/security.md names the tests, and each of them.</summary>
public sealed partial class AttackTableTests
{
    private static readonly string[] Named = [.. TestPattern().Matches(Table()).Select(match => match.Groups["name"].Value)];

    [Fact]
    public void Every_test_that_the_table_names_exists()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Installation.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Installation.Root, file)).ToHashSet(StringComparer.Ordinal);

        Assert.NotEmpty(Named);
        Assert.All(Named, name => Assert.Contains($"tests/{name}.cs", files));
    }

    [Fact]
    public void Every_attack_of_this_project_is_in_the_table()
    {
        var project = Path.Combine(Installation.Root, "tests", "Router.Security.Tests");
        var tests = Directory.EnumerateFiles(project, "*Tests.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Path.Combine(Installation.Root, "tests"), file)[..^3]).Where(name => !name.EndsWith(nameof(AttackTableTests), StringComparison.Ordinal));

        Assert.All(tests, name => Assert.Contains(name, Named));
    }

    private static string Table()
    {
        var text = File.ReadAllText(Path.Combine(Installation.Root, "docs", "security.md"));
        return text[text.IndexOf("\n## Attacks\n", StringComparison.Ordinal)..];
    }

    [GeneratedRegex(@"\(\.\./tests/(?<name>[A-Za-z0-9./]+Tests)\.cs\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TestPattern();
}
