using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Router.Host.Security;

namespace Router.Host.Tests.Security;

/// <summary>The doors of a node that takes JSON Web Tokens, over real sockets.</summary>
public sealed class TokenTests : IDisposable
{
    private const string Issuer = "https://id.example.org";

    private readonly TemporaryDirectory _directory = new();
    private readonly ECDsaSecurityKey _key = NewKey("one");
    private readonly JwtSettings _settings;

    public TokenTests()
    {
        _settings = new JwtSettings(Issuer, "router", _directory["keys.json"]);
        Publish(_key);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_token_of_the_issuer_opens_the_doors_that_its_scopes_name()
    {
        await using var doors = await SecuredDoors.StartAsync(SecuredDoors.Settings(jwt: _settings));

        foreach (var door in SecuredDoors.All)
        {
            Assert.Equal("in", await TryAsync(doors, Token(), door));
            Assert.Equal("PERMISSION_DENIED", await TryAsync(doors, Token(scope: "metrics routes"), door));
        }
        Assert.Equal("UNAUTHENTICATED", (await doors.TryAsync("http")).Status);
        Assert.Equal("UNAUTHENTICATED", (await doors.TryAsync("http", ("Authorization", "Bearer rk_nothing"))).Status);
    }

    [Fact]
    public async Task A_token_that_is_not_right_in_every_part_is_not_known()
    {
        await using var doors = await SecuredDoors.StartAsync(SecuredDoors.Settings(jwt: _settings));
        var good = Token();
        var parts = good.Split('.');
        var secret = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(File.ReadAllText(_settings.KeysFile!)));
        var anyone = Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""");

        string[] wrong =
        [
            Token(issuer: "https://id.example.com"), Token(audience: "other"), Token(subject: ""), Token(subject: new string('k', 257)), Token(subject: "kit\u001bchen"),
            Token(tenant: new string('t', 257)), Token(tenant: "ho\nme"), Token(expires: TimeSpan.FromMinutes(-1)),
            Token(credentials: new SigningCredentials(NewKey("one"), SecurityAlgorithms.EcdsaSha256)),
            Token(credentials: new SigningCredentials(secret, SecurityAlgorithms.HmacSha256)),
            $"{anyone}.{parts[1]}.", $"{parts[0]}.{parts[1]}.", $"{parts[0]}.{Base64UrlEncoder.Encode("{}")}.{parts[2]}", $"{parts[0]}.{parts[1]}", "a.b.c",
        ];
        foreach (var (index, token) in wrong.Index())
        {
            foreach (var door in new[] { "http", "grpc" }) Assert.Equal((index, "UNAUTHENTICATED"), (index, await TryAsync(doors, token, door)));
        }
        Assert.Equal("in", await TryAsync(doors, good, "http"));
        Assert.Equal("in", await TryAsync(doors, Token(subject: new string('k', 256), tenant: new string('t', 256)), "http"));
    }

    [Fact]
    public async Task A_subject_is_told_in_a_form_that_looks_like_nothing_else()
    {
        using var log = new ScopedLog();
        await using var doors = await SecuredDoors.StartAsync(SecuredDoors.Settings(jwt: _settings), loggers: log.Factory);

        await TryAsync(doors, Token(subject: "Anna status=0 \"x\"", tenant: "a b"), "http");
        var line = await log.FindAsync(line => line.Category == AccessLog.Category);

        Assert.Contains("caller=\"jwt:Anna status=0 \\u0022x\\u0022\" tenant=\"a b\" ", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_and_tokens_are_taken_side_by_side()
    {
        var (key, line) = KeyFile.Make("kitchen", "route");
        using var file = new KeyFile(line);
        await using var doors = await SecuredDoors.StartAsync(SecuredDoors.Settings(file.Path, _settings));

        Assert.Equal("in", await TryAsync(doors, Token(), "http"));
        Assert.Equal("in", await TryAsync(doors, key, "http"));
        Assert.Equal("in", (await doors.TryAsync("http", ("X-Api-Key", key))).Status);
        Assert.Equal("UNAUTHENTICATED", (await doors.TryAsync("http", ("X-Api-Key", Token()))).Status);
    }

    [Fact]
    public async Task The_issuers_keys_are_rotated_while_the_node_runs()
    {
        var (time, fresh) = (new FakeTimeProvider(TimeProvider.System.GetUtcNow()), NewKey("two"));
        await using var doors = await SecuredDoors.StartAsync(SecuredDoors.Settings(jwt: _settings), time);
        var (old, later) = (Token(), Token(credentials: new SigningCredentials(fresh, SecurityAlgorithms.EcdsaSha256)));
        Assert.Equal(("in", "UNAUTHENTICATED"), (await TryAsync(doors, old, "http"), await TryAsync(doors, later, "http")));

        Publish(fresh);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(("UNAUTHENTICATED", "in"), (await TryAsync(doors, old, "http"), await TryAsync(doors, later, "http")));
    }

    [Fact]
    public async Task Keys_at_a_URL_are_fetched_with_the_first_token_and_again_for_a_key_that_is_not_known()
    {
        var fresh = NewKey("two");
        await using var issuer = await KeyServer.StartAsync(SetOf(_key));
        await using var doors = await SecuredDoors.StartAsync(SecuredDoors.Settings(jwt: new JwtSettings(Issuer, "router", KeysFile: null, issuer.Url)));
        Assert.Equal(0, issuer.Fetches);

        foreach (var door in SecuredDoors.All) Assert.Equal("in", await TryAsync(doors, Token(), door));
        Assert.Equal(1, issuer.Fetches);

        issuer.Set = SetOf(fresh);
        var later = Token(credentials: new SigningCredentials(fresh, SecurityAlgorithms.EcdsaSha256));
        var tries = 0;
        while (await TryAsync(doors, later, "http") != "in") Assert.InRange(++tries, 1, 1000);
        Assert.Equal(2, issuer.Fetches);
        foreach (var door in SecuredDoors.All) Assert.Equal("UNAUTHENTICATED", await TryAsync(doors, Token(), door));

        // Whoever makes tokens by keys that there are not does not have the issuer asked each time.
        for (var i = 0; i < 20; i++) Assert.Equal("UNAUTHENTICATED", await TryAsync(doors, Token(credentials: new SigningCredentials(NewKey($"{i}"), SecurityAlgorithms.EcdsaSha256)), "http"));
        Assert.Equal(2, issuer.Fetches);
    }

    [Fact]
    public async Task Keys_at_a_URL_count_on_while_they_cannot_be_fetched_again()
    {
        using var log = new ScopedLog();
        await using var issuer = await KeyServer.StartAsync(SetOf(_key));
        await using var doors = await SecuredDoors.StartAsync(SecuredDoors.Settings(jwt: new JwtSettings(Issuer, "router", KeysFile: null, issuer.Url)), loggers: log.Factory);
        Assert.Equal("in", await TryAsync(doors, Token(), "http"));

        issuer.Set = "nothing of the kind";
        Assert.Equal("UNAUTHENTICATED", await TryAsync(doors, Token(credentials: new SigningCredentials(NewKey("two"), SecurityAlgorithms.EcdsaSha256)), "http"));
        await log.FindAsync(line => line.Message.Contains("issuer", StringComparison.Ordinal));

        foreach (var door in SecuredDoors.All) Assert.Equal("in", await TryAsync(doors, Token(), door));
        Assert.Equal(2, issuer.Fetches);
    }

    [Theory]
    [InlineData("nothing of the kind")]
    [InlineData("""{"keys": []}""")]
    [InlineData(null)]
    public async Task Where_the_keys_cannot_be_had_nobody_is_known_and_the_log_says_why(string? set)
    {
        using var log = new ScopedLog();
        await using var issuer = await KeyServer.StartAsync(set ?? new string(' ', 2 << 20));
        await using var doors = await SecuredDoors.StartAsync(SecuredDoors.Settings(jwt: new JwtSettings(Issuer, "router", KeysFile: null, issuer.Url)), loggers: log.Factory);

        Assert.Equal("UNAUTHENTICATED", await TryAsync(doors, Token(), "http"));
        Assert.Contains($"{issuer.Url}: the keys of the issuer of tokens cannot be read", (await log.FindAsync(line => line.Message.Contains("issuer", StringComparison.Ordinal))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("""{"keys": []}""")]
    [InlineData("[]")]
    public void A_file_without_keys_is_refused(string text) => Assert.Throws<FormatException>(() => TokenRules.Keys.Parse(text));

    private static async Task<string> TryAsync(SecuredDoors doors, string token, string door) =>
        (await doors.TryAsync(door, ("Authorization", $"Bearer {token}"))).Status;

    private static ECDsaSecurityKey NewKey(string id) => new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = id };

    private void Publish(ECDsaSecurityKey key) => File.WriteAllText(_settings.KeysFile!, SetOf(key));

    private static string SetOf(ECDsaSecurityKey key)
    {
        var point = key.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        return $$"""{"keys": [{"kty": "EC", "crv": "P-256", "use": "sig", "kid": "{{key.KeyId}}", "x": "{{Base64UrlEncoder.Encode(point.X)}}", "y": "{{Base64UrlEncoder.Encode(point.Y)}}"}]}""";
    }

    private string Token(
        string issuer = Issuer, string audience = "router", string subject = "kitchen", string scope = "route stream", string tenant = "",
        TimeSpan? expires = null, SigningCredentials? credentials = null)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["scope"] = scope };
        if (tenant.Length > 0) claims["tenant"] = tenant;
        if (subject.Length > 0) claims["sub"] = subject;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            NotBefore = now.AddMinutes(-10),
            IssuedAt = now.AddMinutes(-10),
            Expires = now + (expires ?? TimeSpan.FromMinutes(5)),
            Claims = claims,
            SigningCredentials = credentials ?? new SigningCredentials(_key, SecurityAlgorithms.EcdsaSha256),
        });
    }
}
