using Router.ValueCases;

namespace Router.Language.Tests.Values.Cases;

public sealed class ComposedCasesTests
{
    private const int Sentences = 400;

    private static readonly string[] Lines = Compose(1);

    [Fact]
    public void A_seed_gives_one_file_and_another_seed_another()
    {
        Assert.Equal(Lines, Compose(1));
        Assert.NotEqual(Lines, Compose(2));
    }

    [Fact]
    public void A_composed_case_that_is_written_and_read_back_is_read_as_it_was_composed()
    {
        var comparison = new Comparison(new OwnReader());
        var cases = Array.ConvertAll(Lines, ValueCase.Parse);
        foreach (var (one, answer) in cases.Zip(new OwnReader().Read("", cases))) comparison.Add(one, answer);
        Assert.Empty(comparison.Faults);
    }

    [Fact]
    public void There_are_as_many_sentences_of_each_language_and_of_all_kinds()
    {
        var cases = Array.ConvertAll(Lines, ValueCase.Parse);
        Assert.All(cases.GroupBy(one => one.Language), language => Assert.Equal(Sentences, language.Count()));
        string[] missing = [.. Kinds.All.Except(cases.Select(one => Kinds.Of(one.Results[0])), StringComparer.Ordinal)];
        Assert.Equal(["number range", Kinds.Nothing], missing);
    }

    private static string[] Compose(int seed)
    {
        using var output = new StringWriter();
        ComposedCases.Write(output, Sentences, seed);
        return output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }
}
