namespace Router.Language.Tests;

public sealed class ServedScriptsTests
{
    private static readonly ServedScripts English = new(["en"]);
    private static readonly ServedScripts Both = new(["en", "zh-CN"]);

    [Theory]
    [InlineData("turn off the lights")]
    [InlineData("TURN OFF THE LIGHTS!")]
    [InlineData("ｔｕｒｎ　ｏｆｆ")]
    [InlineData("café crème")]
    [InlineData("关灯")]
    [InlineData("關燈")]
    [InlineData("放一首 despacito")]
    [InlineData("turn off the lights 😀")]
    [InlineData("please play the song Спокойной")]
    [InlineData("来一份优の良品旗舰店的蛋糕")]
    [InlineData("7:30")]
    [InlineData("四十二")]
    public void A_text_that_is_mostly_in_a_served_script_can_be_read(string text) => Assert.True(CanRead(Both, text));

    [Theory]
    [InlineData("включи музыку")]
    [InlineData("شغل الموسيقى")]
    [InlineData("הדלק את האור")]
    [InlineData("เปิดเพลง")]
    [InlineData("रोशनी जलाओ")]
    [InlineData("άναψε το φως")]
    [InlineData("불 켜줘")]
    [InlineData("電気をつけて")]
    [InlineData("ライト")]
    [InlineData("😀😀")]
    [InlineData("★ ♪")]
    [InlineData("…")]
    public void A_text_in_another_script_or_without_words_cannot(string text) => Assert.False(CanRead(Both, text));

    [Fact]
    public void Chinese_can_be_read_only_where_it_is_served()
    {
        Assert.False(CanRead(English, "关灯"));
        Assert.True(CanRead(English, "turn on 空调 now"));
    }

    [Theory]
    [InlineData("aбb", true)]
    [InlineData("aб", true)]
    [InlineData("aбв", false)]
    public void Half_of_the_letters_are_enough(string text, bool can) => Assert.Equal(can, CanRead(English, text));

    [Theory]
    [InlineData("電気電灯の", true)]
    [InlineData("電気灯の", false)]
    public void A_quarter_of_kana_makes_Japanese(string text, bool can) => Assert.Equal(can, CanRead(Both, text));

    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    [InlineData("ja")]
    public void A_number_can_be_read_in_every_script(string language) => Assert.True(CanRead(new ServedScripts([language]), "1"));

    [Fact]
    public void Where_Japanese_is_served_it_can_be_read() => Assert.True(CanRead(new ServedScripts(["ja"]), "電気をつけて"));

    [Fact]
    public void A_language_whose_script_is_not_known_here_turns_nothing_away() => Assert.True(CanRead(new ServedScripts(["en", "ka"]), "გამორთე"));

    private static bool CanRead(ServedScripts scripts, string text) => scripts.Read(text) is not null;
}
