using System.Security.Claims;
using Router.Host.Security;

namespace Router.Host.Tests.Security;

public sealed class ClientCertificatesTests
{
    [Fact]
    public void The_first_line_with_one_of_the_names_counts()
    {
        var callers = ClientCertificates.Parse("# ours\n\na dns:A.example route\nb cn:x route,stream home\nb uri:spiffe://x route\n");

        Assert.Equal("a", callers.Find(["cn:x", "dns:a.example"])?.Name);
        Assert.Equal("b", callers.Find(["dns:other", "cn:x"])?.Name);
        Assert.Equal("home", callers.Find(["cn:x"])?.Tenant);
        Assert.Equal(["route"], callers.Find(["uri:spiffe://x"])!.Scopes);
        Assert.Null(callers.Find([]));
        Assert.Null(callers.Find(["dns:x", "cn:X", "cn:a.example", "uri:spiffe://X"]));
    }

    [Fact]
    public void A_caller_has_the_id_scopes_and_tenant_of_its_line()
    {
        var who = ClientCertificates.Parse("b cn:x route,stream home").Find(["cn:x"])!.Authenticate(ClientCertificateHandler.Name).Principal!;

        Assert.Equal(("cert:b", "home"), (who.FindFirstValue(CallerClaims.Id), who.FindFirstValue(CallerClaims.Tenant)));
        Assert.Equal(["route", "stream"], who.FindAll(CallerClaims.Scope).Select(claim => claim.Value));
    }

    [Theory]
    [InlineData("a dns:x", "has not three or four words: NAME dns:NAME, uri:NAME or cn:NAME SCOPE,SCOPE [TENANT]")]
    [InlineData("a dns:x route home more", "has not three or four words")]
    [InlineData("a dns: route", "the second word does not say which certificate")]
    [InlineData("a kitchen route", "the second word does not say which certificate")]
    [InlineData("a DNS:x route", "the second word does not say which certificate")]
    [InlineData("A dns:x route", "the name is not")]
    [InlineData("a dns:x routes", "a scope is not one of")]
    [InlineData("a dns:x route Home", "the tenant is not")]
    [InlineData("a dns:KNOWN.example route", "the certificate's name stands above already")]
    public void A_line_that_is_wrong_is_refused_by_its_number(string line, string problem) => Assert.StartsWith(
        $"line 2: {problem}", Assert.Throws<FormatException>(() => ClientCertificates.Parse($"k dns:known.example route\n{line}")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(4096, true)]
    [InlineData(4097, false)]
    public void The_number_of_lines_is_bounded(int count, bool isTaken)
    {
        var text = string.Join('\n', Enumerable.Range(0, count).Select(i => $"k cn:{i} route"));
        Assert.Equal(isTaken, Record.Exception(() => ClientCertificates.Parse(text)) is null);
    }
}
