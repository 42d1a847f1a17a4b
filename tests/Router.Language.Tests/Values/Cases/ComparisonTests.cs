using Router.ValueCases;

namespace Router.Language.Tests.Values.Cases;

public sealed class ComparisonTests
{
    private const string Text = "wake me on friday at 7 pm";

    private static readonly ValueCase Friday = Case("datetime", 8, "2026-11-27 19:00:00");

    [Fact]
    public void What_is_found_whole_with_the_right_value_is_exact_and_right() => Assert.Equal((1, 1, 1, 0, 0), Judge(Friday, Found("on friday at 7 pm", "2026-11-27 19:00:00")));

    [Fact]
    public void One_right_value_among_several_is_enough() => Assert.Equal((1, 1, 1, 0, 0), Judge(Friday, Found("on friday at 7 pm", "2026-11-27 07:00:00", "2026-11-27 19:00:00")));

    [Fact]
    public void A_small_word_before_an_expression_makes_no_difference() => Assert.Equal((1, 1, 1, 0, 0), Judge(Friday, Found("friday at 7 pm", "2026-11-27 19:00:00")));

    [Fact]
    public void What_is_found_in_part_is_not_exact() => Assert.Equal((1, 0, 0, 1, 0), Judge(Friday, Found("friday", "2026-11-27")));

    [Fact]
    public void The_second_piece_of_an_expression_is_too_much() => Assert.Equal((1, 0, 0, 1, 1), Judge(Friday, Found("friday", "2026-11-27"), Found("7 pm", "19:00:00")));

    [Fact]
    public void Of_several_pieces_the_right_one_counts() => Assert.Equal((1, 0, 1, 0, 1), Judge(Friday, Found("friday", "2026-11-27"), Found("7 pm", "2026-11-27 19:00:00")));

    [Fact]
    public void What_is_not_found_is_neither_right_nor_wrong() => Assert.Equal((1, 0, 0, 0, 0), Judge(Friday));

    [Fact]
    public void What_is_found_elsewhere_is_too_much() => Assert.Equal((1, 1, 1, 0, 1), Judge(Friday, Found("wake", "x"), Found("on friday at 7 pm", "2026-11-27 19:00:00")));

    [Fact]
    public void A_kind_that_a_reader_does_not_claim_is_left_out()
    {
        var comparison = new Comparison(new Reader(Unclaimed: "length"));
        comparison.Add(Case("duration", 8, "60 s"), new Answer([Found("friday", "2026-11-27")], 1));
        Assert.Null(comparison.Of("length"));
        Assert.Empty(comparison.Faults);
    }

    [Fact]
    public void A_model_that_a_reader_does_not_have_is_left_out()
    {
        var comparison = new Comparison(new Reader());
        comparison.Add(Friday, null);
        Assert.Null(comparison.Of("date-time"));
        Assert.Null(comparison.Microseconds);
    }

    [Fact]
    public void Where_there_is_nothing_all_that_is_found_is_too_much()
    {
        var comparison = new Comparison(new Reader());
        comparison.Add(Friday with { Results = [] }, new Answer([Found("friday", "2026-11-27"), Found("7 pm", "19:00:00")], 1));
        Assert.Equal((1, 2), (comparison.Of(Kinds.Nothing)!.Count, comparison.Of(Kinds.Nothing)!.Extra));
    }

    [Theory]
    [InlineData("daterange", "2026-11-27/2026-11-29", "range")]
    [InlineData("datetimerange", "../2026-11-27 19:00:00", "before or after")]
    [InlineData("timerange", "19:00:00/..", "before or after")]
    [InlineData("temperature", "3 DEGREE", "amount with unit")]
    [InlineData("ordinal.relative", "end-1", "ordinal")]
    public void A_row_is_told_by_type_and_value(string type, string value, string kind) => Assert.Equal(kind, Kinds.Of(Case(type, 0, value).Results[0]));

    [Fact]
    public void The_time_of_a_reader_is_the_median_of_its_sentences()
    {
        var comparison = new Comparison(new Reader());
        foreach (var microseconds in new double[] { 900, 3, 5 }) comparison.Add(Friday, new Answer([], microseconds));
        Assert.Equal(5, comparison.Microseconds);
    }

    private static (int Count, int Exact, int Right, int Wrong, int Extra) Judge(ValueCase @case, params Finding[] found)
    {
        var comparison = new Comparison(new Reader());
        comparison.Add(@case, new Answer(found, 1));
        var tally = comparison.Of("date-time")!;
        return (tally.Count, tally.Exact, tally.Right, tally.Wrong, tally.Extra);
    }

    private static ValueCase Case(string type, int start, string value) =>
        new("English", "DateTimeModel", Text, new DateTime(2026, 11, 25, 10, 0, 0, DateTimeKind.Unspecified), [new Expected(type, start, Text.Length, [value], IsAbout: false)]);

    private static Finding Found(string piece, params string[] values)
    {
        var start = Text.IndexOf(piece, StringComparison.Ordinal);
        return new(start, start + piece.Length, values);
    }

    private sealed record Reader(string Unclaimed = "") : IReader
    {
        public string Name => "a reader";

        public bool Claims(ValueCase @case, string kind) => kind != Unclaimed;

        public IReadOnlyList<Answer?> Read(string file, IReadOnlyList<ValueCase> cases) => throw new NotSupportedException();
    }
}
