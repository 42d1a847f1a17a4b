using Router.Contracts;
using Router.Host.Routing;
using Router.Language.Tests.Cutting;

namespace Router.Host.Tests.Routing;

public sealed class TextPiecesTests
{
    private const string English = "bge-en 2.0.0";
    private const string Chinese = "bge-zh 2.1.0";
    private const string NewChinese = "bge-zh 2.2.0";

    private readonly List<(string Backbone, string Text)> _tokenized = [];
    private readonly TextPieces _pieces;

    public TextPiecesTests()
    {
        var plan = new ReadingPlan(
        [
            new PlannedHead("alarm", English, ["en"]), new PlannedHead("alarm", NewChinese, ["zh"]),
            new PlannedHead("iot", English, ["en"]), new PlannedHead("iot", Chinese, ["zh"]), new PlannedHead("news", Chinese, ["zh"]),
        ]);
        _pieces = new TextPieces(plan, new[] { English, Chinese, NewChinese }.ToDictionary(backbone => backbone, TokenizeText (backbone) => (text, route, further) =>
        {
            _tokenized.Add((backbone, text));
            return new TokenizedText(text, Texts.Tokenize(text).Tokens, truncated: false) { Route = route, Further = further };
        }));
    }

    [Fact]
    public void A_text_is_tokenised_once_for_each_backbone_that_reads_it()
    {
        var english = _pieces.Read("wake me up");
        Assert.Equal([(English, "wake me up")], _tokenized);
        Assert.Empty(english.Further);
        _tokenized.Clear();

        var chinese = _pieces.Read("关灯");
        Assert.Equal([(NewChinese, "关灯"), (Chinese, "关灯")], _tokenized);
        Assert.Equal([Chinese, NewChinese], chinese.Route.Steps.Select(step => step.Backbone));
        Assert.Single(chinese.Further);
    }

    [Fact]
    public void A_text_that_nobody_reads_has_pieces_too() => Assert.Equal("!", _pieces.Read("!").Text);

    [Fact]
    public void Parts_that_are_read_as_the_whole_is_have_their_pieces_from_it()
    {
        var whole = _pieces.Read("关灯 然后 开门");
        _tokenized.Clear();

        var part = _pieces.Part(whole, 0, 2);

        Assert.Empty(_tokenized);
        Assert.Equal("关灯", part.Text);
        Assert.Same(whole.Route, part.Route);
        Assert.Equal(part.Tokens.ToArray(), Assert.Single(part.Further).Tokens.ToArray());
    }

    [Fact]
    public void A_part_in_another_script_than_the_whole_is_tokenised_for_its_own_backbones()
    {
        var whole = _pieces.Read("lights off 然后 开门");
        _tokenized.Clear();

        var part = _pieces.Part(whole, 0, 10);

        Assert.Equal([(English, "lights off")], _tokenized);
        Assert.Equal(English, Assert.Single(part.Route.Steps).Backbone);
    }

    [Fact]
    public void A_part_without_letters_or_digits_is_read_as_the_whole_is()
    {
        var whole = _pieces.Read("关灯 !");
        Assert.Same(whole.Route, _pieces.Part(whole, 2, 4).Route);
    }
}
