namespace Router.Architecture.Tests;

/// <summary>The folders of a project, its rooms: one may use another, but not in a circle.</summary>
public sealed class RoomTests
{
    [Theory]
    [MemberData(nameof(Parts.Names), MemberType = typeof(Parts))]
    public void The_rooms_of_a_project_do_not_refer_to_each_other_in_circles(string name)
    {
        var uses = Uses(name);
        foreach (var room in uses.Keys) Assert.False(Reach(uses, room).Contains(room), $"{room} is reached from itself: {Text(uses)}");
    }

    [Fact]
    public void A_circle_of_three_rooms_is_found()
    {
        var uses = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["a"] = ["b"], ["b"] = ["c"], ["c"] = ["a"], ["d"] = ["a"] };
        Assert.Contains("a", Reach(uses, "a"));
        Assert.DoesNotContain("d", Reach(uses, "d"));
    }

    [Theory]
    [InlineData("Router.Host.Http", "Router.Host.Grpc")]
    [InlineData("Router.Host.Grpc", "Router.Host.Http")]
    [InlineData("Router.Host.Routing", "Router.Host.Http")]
    [InlineData("Router.Host.Routing", "Router.Host.Grpc")]
    [InlineData("Router.Host.Routing", "Router.Host.Node")]
    [InlineData("Router.Host.Configuration", "Router.Host.Node")]
    public void A_room_does_not_know_another(string room, string other)
    {
        Assert.NotEmpty(TypesIn("Router.Host", room));
        Assert.NotEmpty(TypesIn("Router.Host", other));
        Assert.Empty(Users("Router.Host", room, other));
    }

    /// <summary>For each room those that it uses. Types in the project's root compose the rooms and belong to none.</summary>
    private static Dictionary<string, string[]> Uses(string name)
    {
        var rooms = Parts.Written(name).Select(RoomOf).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        return rooms.ToDictionary(
            room => room, room => rooms.Where(other => other != room && Users(name, room, other).Any()).ToArray(), StringComparer.Ordinal);

        string? RoomOf(Type type)
        {
            var root = name == "router" ? "Router.Tools" : name;
            if (type.Namespace is not { } space || !space.StartsWith(root + ".", StringComparison.Ordinal)) return null;
            return root + "." + space[(root.Length + 1)..].Split('.')[0];
        }
    }

    private static IEnumerable<string> Users(string name, string room, string other) =>
        Types.InAssembly(Parts.Load(name)).That().ResideInNamespace(room).And().HaveDependencyOnAny(other).GetTypes().Select(type => type.FullName);

    private static IEnumerable<string> TypesIn(string name, string room) =>
        Types.InAssembly(Parts.Load(name)).That().ResideInNamespace(room).GetTypes().Select(type => type.FullName);

    private static HashSet<string> Reach(Dictionary<string, string[]> uses, string from)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<string>(uses[from]);
        while (waiting.TryPop(out var room))
        {
            if (!reached.Add(room)) continue;
            foreach (var next in uses[room]) waiting.Push(next);
        }
        return reached;
    }

    private static string Text(Dictionary<string, string[]> uses) =>
        string.Join("; ", uses.Where(use => use.Value.Length > 0).Select(use => $"{use.Key} uses {string.Join(", ", use.Value)}"));
}
