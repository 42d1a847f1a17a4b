using Router.Host.Grpc.Internal;

namespace Router.Host.Tests.Grpc;

public sealed class PercentEncodingTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain ~text!", "plain ~text!")]
    [InlineData("100%", "100%25")]
    [InlineData("a\r\nb\t", "a%0D%0Ab%09")]
    [InlineData("ü", "%C3%BC")]
    [InlineData("关", "%E5%85%B3")]
    [InlineData("🙂", "%F0%9F%99%82")]
    [InlineData("\u007f", "%7F")]
    public void Everything_but_printable_ASCII_is_encoded(string text, string encoded) =>
        Assert.Equal(encoded, PercentEncoding.Encode(text));

    [Fact]
    public void A_lone_surrogate_becomes_the_replacement_character() => Assert.Equal("a%EF%BF%BD", PercentEncoding.Encode("a\ud83d"));

    [Fact]
    public void A_text_at_the_bound_is_whole_and_one_over_it_is_cut()
    {
        Assert.Equal(PercentEncoding.MaxUnits, PercentEncoding.Encode(new string('x', PercentEncoding.MaxUnits)).Length);
        Assert.Equal(PercentEncoding.MaxUnits, PercentEncoding.Encode(new string('x', PercentEncoding.MaxUnits + 1)).Length);
    }

    [Fact]
    public void A_surrogate_pair_is_not_cut_in_two()
    {
        var encoded = PercentEncoding.Encode(new string('x', PercentEncoding.MaxUnits - 1) + "🙂");
        Assert.Equal(new string('x', PercentEncoding.MaxUnits - 1), encoded);
    }

    [Theory]
    [InlineData("plain ~text!", "plain ~text!")]
    [InlineData("100%25", "100%")]
    [InlineData("%E5%85%B3%e5%85%b3", "关关")]
    [InlineData("50%", "50%")]
    [InlineData("50%2", "50%2")]
    [InlineData("%zz%20", "%zz ")]
    [InlineData("%FF", "\uFFFD")]
    public void What_is_encoded_is_decoded_and_the_rest_stays(string encoded, string text) =>
        Assert.Equal(text, PercentEncoding.Decode(encoded));

    [Fact]
    public void Decoding_undoes_encoding() => Assert.Equal("a\r\n100 % ü关🙂", PercentEncoding.Decode(PercentEncoding.Encode("a\r\n100 % ü关🙂")));
}
