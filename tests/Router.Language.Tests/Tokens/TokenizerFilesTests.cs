using System.Text;
using Router.Language.Tokens;

namespace Router.Language.Tests.Tokens;

public sealed class TokenizerFilesTests
{
    private const string Special = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n";

    [Theory]
    [InlineData("[PAD]\n[UNK]\n[SEP]\n[CLS]\n[MASK]\na\n", "line 3: found \"[SEP]\"; allowed: [CLS]")]
    [InlineData(Special + "turn\n\non\n", "line 7: found \"\"")]
    [InlineData(Special + "turn\n##\non\n", "line 7: found \"##\"")]
    [InlineData(Special + "turn\non\nturn\n", "line 8: found \"turn\" a second time")]
    [InlineData(Special + "turn\non\r\n", "line 7: found \"on?\"")]
    [InlineData(Special, "5 pieces; allowed: 6 to 1000000")]
    public void A_broken_vocabulary_is_refused_with_file_and_line(string vocabulary, string expected)
    {
        var error = Assert.Throws<ModelPackageException>(() => Parse(TinyTokenizer.Bytes(vocabulary), TinyTokenizer.Bytes(TinyTokenizer.Characters)));
        Assert.Contains($"vocab.txt: {expected}", error.Message);
        Assert.False(error.IsTransient);
    }

    [Theory]
    [InlineData("space 0000-0020\nblank 00A0\n", "line 2: found \"blank\"; allowed: drop, space, punctuation, cjk, end or map")]
    [InlineData("space 0000-0020\nend 0020-0030\n", "line 2: found the letter or digit U+0030; allowed: marks that may end a text")]
    [InlineData("space 0000-0020\nend\n", "line 2: found 0 fields; allowed: one range FIRST-LAST")]
    [InlineData("space 0000-0020\n\nspace\n", "line 3: found 0 fields; allowed: one range FIRST-LAST")]
    [InlineData("space 0000-0020\nspace 3000-2000\n", "line 2: found \"3000-2000\"")]
    [InlineData("space 0000-0020\nspace 1-2-3\n", "line 2: found \"1-2-3\"")]
    [InlineData("space 0000-0020\ncjk 110000\n", "line 2: found \"110000\"; allowed: a hexadecimal code point")]
    [InlineData("space 0000-0020\ncjk xyz\n", "line 2: found \"xyz\"")]
    [InlineData("space 0000-0020\npunctuation 0020-002F\n", "line 2: found a second class for U+0020")]
    [InlineData("drop 0020\nspace 0000-001F\n", "U+0020: found another class; allowed: class space")]
    [InlineData("space 0000-0020\ndrop 0020-0020\n", "line 2: found a second class for U+0020")]
    [InlineData("space 0000-0020\ndrop 200B\npunctuation 2000-206F\n", "line 3: found a second class for U+200B")]
    [InlineData("space 0000-0020\ndrop 110000\n", "line 2: found \"110000\"; allowed: a hexadecimal code point")]
    [InlineData("space 0000-0020\nmap\n", "line 2: found no code point")]
    [InlineData("space 0000-0020\nmap 0041 D800\n", "line 2: found surrogate U+D800")]
    [InlineData("space 0000-0020\nmap 0041 0061\nmap 0041 0062\n", "line 3: found a second mapping for U+0041")]
    [InlineData("cjk 4E00-9FFF\n", "U+0020: found another class")]
    public void A_broken_character_table_is_refused_with_file_and_line(string characters, string expected)
    {
        var error = Assert.Throws<ModelPackageException>(() => Parse(TinyTokenizer.Bytes(Special + "a\n"), TinyTokenizer.Bytes(characters)));
        Assert.Contains($"characters.txt: {expected}", error.Message);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused_with_their_line()
    {
        byte[] vocabulary = [.. Encoding.UTF8.GetBytes(Special + "a\n"), 0xFF, (byte)'\n'];
        var error = Assert.Throws<ModelPackageException>(() => Parse(vocabulary, TinyTokenizer.Bytes(TinyTokenizer.Characters)));
        Assert.Contains("vocab.txt: line 7: found bytes that are not UTF-8", error.Message);
    }

    private static WordPieceTokenizer Parse(byte[] vocabulary, byte[] characters) =>
        WordPieceTokenizer.Parse("vocab.txt", vocabulary, "characters.txt", characters, 64);
}
