using Router.Host.Security;

namespace Router.Host.Tests.Security;

public sealed class ApiKeysTests
{
    private static readonly string Hash = $"sha256:{new string('a', 64)}";

    [Fact]
    public void A_key_that_was_made_is_found_by_its_line_again()
    {
        var (key, entry) = ApiKey.Create("kitchen-1", ["route", "priority"], "home");

        var found = ApiKeys.Parse($"# comment\r\n\r\n{entry.ToLine()}\r\n").Find(key)!;

        Assert.Equal(("kitchen-1", "home"), (found.Name, found.Tenant));
        Assert.Equal(["route", "priority"], found.Scopes);
        Assert.Matches("^rk_[A-Za-z0-9_-]{43}$", key);
        Assert.Matches("^kitchen-1 sha256:[0-9a-f]{64} route,priority home$", entry.ToLine());
        Assert.DoesNotContain(key, entry.ToLine(), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_of_many_keys_is_found_and_no_other()
    {
        var made = Enumerable.Range(0, 100).Select(i => ApiKey.Create($"k{i}", ["route"], "")).ToArray();
        var keys = ApiKeys.Parse(string.Join('\n', made.Select(pair => pair.Entry.ToLine())));

        Assert.All(made, pair => Assert.Equal(pair.Entry.Caller.Name, keys.Find(pair.Key)?.Name));
        Assert.Null(keys.Find(ApiKey.Create("k1", ["route"], "").Key));
        Assert.Null(keys.Find(""));
    }

    [Theory]
    [InlineData("kitchen rk_secret route", "the hash is not")]
    [InlineData("kitchen sha256:rk_secret route", "the hash is not")]
    [InlineData("rk_secret", "has not three or four words")]
    [InlineData("kitchen HASH", "has not three or four words")]
    [InlineData("kitchen HASH route home rk_secret", "has not three or four words")]
    [InlineData("Kitchen HASH route", "the name is not")]
    [InlineData("kitchen HASH route,rk_secret", "a scope is not one of route, stream, priority, admin, metrics")]
    [InlineData("kitchen HASH Route", "a scope is not one of")]
    [InlineData("kitchen HASH route,", "a scope is not one of")]
    [InlineData("kitchen HASH route RK_SECRET", "the tenant is not")]
    [InlineData("kitchen HASHa route", "the hash is not")]
    public void A_line_that_is_wrong_is_refused_by_its_number_and_not_repeated(string line, string problem)
    {
        var text = $"# first\n{line.Replace("HASH", Hash, StringComparison.Ordinal)}\n";

        var error = Assert.Throws<FormatException>(() => ApiKeys.Parse(text));

        Assert.StartsWith($"line 2: {problem}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_hash_stands_once() => Assert.StartsWith(
        "line 2: the hash stands above already",
        Assert.Throws<FormatException>(() => ApiKeys.Parse($"a {Hash} route\nb {Hash.ToUpperInvariant().Replace("SHA", "sha", StringComparison.Ordinal)} route")).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData(4096, true)]
    [InlineData(4097, false)]
    public void The_number_of_keys_is_bounded(int count, bool isTaken)
    {
        var text = string.Join('\n', Enumerable.Range(0, count).Select(i => $"k sha256:{i:x64} route"));
        Assert.Equal(isTaken, Record.Exception(() => ApiKeys.Parse(text)) is null);
    }
}
