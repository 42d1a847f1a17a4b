namespace Router.Language.Tests;

public sealed class CuesTests
{
    private static readonly Cues Exceptions = new(["except", "but", "don't", "除"], ["nothing but", "only but"]);

    [Theory]
    [InlineData("all lights except the kitchen", true)]
    [InlineData("ALL BUT ONE", true)]
    [InlineData("but", true)]
    [InlineData("all-but-one", true)]
    [InlineData("don't touch the hall", true)]
    [InlineData("除了卧室都关掉", true)]
    [InlineData("把tv除外", true)]
    [InlineData("turn off the button", false)]
    [InlineData("exceptional", false)]
    [InlineData("rebut 2but but2", false)]
    [InlineData("turn off all the lights in the kitchen", false)]
    [InlineData("play nothing but jazz", false)]
    [InlineData("Nothing But jazz but no techno", true)]
    [InlineData("nothing buttons but", true)]
    [InlineData("nothing but nothing but", false)]
    [InlineData("", false)]
    public void A_cue_is_a_word_of_its_own_that_no_other_phrase_holds(string text, bool has) => Assert.Equal(has, Exceptions.AreIn(text));

    [Theory]
    [InlineData("")]
    [InlineData("anything")]
    public void Where_there_are_no_cues_every_text_has_one(string text) => Assert.True(new Cues([], ["nothing but"]).AreIn(text));
}
