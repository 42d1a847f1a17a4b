namespace Actors.Runtime.Tests;

public sealed class PathTests : RuntimeTest
{
    [Theory]
    [InlineData("akka://sys", null, null)]
    [InlineData("akka://sys@host", "host", null)]
    [InlineData("akka://sys@host:1234", "host", 1234)]
    [InlineData("akka://sys@[::1]:1234", "[::1]", 1234)]
    public void An_address_is_what_its_text_says(string text, string? host, int? port)
    {
        var address = Address.Parse(text);

        Assert.Equal(new Address("akka", "sys", host, port), address);
        Assert.Equal(text, address.ToString());
        Assert.Equal(host is not null, address.HasGlobalScope);
    }

    [Theory]
    [InlineData("")]
    [InlineData("akka")]
    [InlineData("://sys")]
    [InlineData("akka://")]
    [InlineData("akka://sys@")]
    [InlineData("akka://sys@host:port")]
    [InlineData("akka://sys@host:65536")]
    public void What_is_no_address_is_refused(string text) => Assert.Throws<UriFormatException>(() => Address.Parse(text));

    [Fact]
    public void A_path_comes_back_from_its_text()
    {
        var path = ActorPath.Parse("akka://sys@host:1/user/a/b#17");

        Assert.Equal(["user", "a", "b"], path.Elements);
        Assert.Equal(("b", 17L, "a"), (path.Name, path.Uid, path.Parent.Name));
        Assert.Equal("akka://sys@host:1/user/a/b", path.ToString());
        Assert.Equal("akka://sys@host:1/user/a/b#17", path.ToSerializationFormat());
        Assert.Equal("/user/a/b", path.ToStringWithoutAddress());
        Assert.Equal(path, path.Root / "user" / "a" / "b");
        Assert.NotEqual(path, path.Root / "user" / "b" / "a");
        Assert.False(ActorPath.TryParse("/user/a", out _));
    }

    [Fact]
    public void A_selection_finds_actors_by_name_pattern_and_relation()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Parent(SupervisorStrategy.DefaultStrategy)), "parent");
        foreach (var name in new[] { "a1", "a2", "b1" })
        {
            parent.Tell(new Make(Props.Create<Echo>(), name));
            ExpectMsg<IActorRef>();
        }

        AssertFinds("/user/parent/a1", "a1");
        AssertFinds("/user/parent/a*", "a1", "a2");
        AssertFinds("/user/*/?1", "a1", "b1");
        AssertFinds("akka://test/user/parent/a1/../b1", "b1");
        AssertFinds("/user/parent/c*");
        AssertFinds("/user/parent/A1");
    }

    [Fact]
    public async Task One_actor_at_a_path_is_resolved_and_none_is_an_error()
    {
        var echo = Sys.ActorOf(Props.Create<Echo>(), "echo");

        Assert.Equal(echo, await Sys.ActorSelection(echo.Path).ResolveOne(TimeSpan.FromSeconds(3)));
        await Assert.ThrowsAnyAsync<AkkaException>(() => Sys.ActorSelection("/user/none").ResolveOne(TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public void What_is_told_to_a_path_without_an_actor_is_a_dead_letter()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));

        Sys.ActorSelection("/user/none").Tell("hello");

        var letter = ExpectMsg<DeadLetter>();
        Assert.Equal(("hello", "akka://test/user/none"), (letter.Message, letter.Recipient.Path.ToString()));
    }

    [Fact]
    public void An_actor_that_is_identified_answers_with_its_reference()
    {
        var echo = Sys.ActorOf(Props.Create<Echo>(), "echo");

        Sys.ActorSelection("/user/echo").Tell(new Identify("id"));
        var found = ExpectMsg<ActorIdentity>();
        Sys.ActorSelection("/user/none").Tell(new Identify("id"));
        var none = ExpectMsg<ActorIdentity>();

        Assert.Equal((echo, "id"), (found.Subject, found.MessageId));
        Assert.Null(none.Subject);
    }

    /// <summary>Waits for as many answers as there should be: they come from different actors, in any order and at any time.</summary>
    private void AssertFinds(string path, params string[] expected)
    {
        var probe = CreateTestProbe();
        Sys.ActorSelection(path).Tell(new Identify(path), probe.Ref);
        var found = expected.Select(_ => probe.ExpectMsg<ActorIdentity>().Subject?.Path.Name).ToArray();
        Assert.Equal(expected, found.Order(StringComparer.Ordinal));
        Sys.ActorOf(Props.Create<Echo>()).Tell("end", probe.Ref);
        // A path without a pattern that leads nowhere is answered too, by nobody's identity.
        while (probe.ExpectMsg<object>() is ActorIdentity { Subject: var subject }) Assert.Null(subject);
    }
}
