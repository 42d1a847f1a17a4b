namespace Router.Architecture.Tests;

/// <summary>References point one way: Contracts, Language, Inference, the actors and sessions, Host, Tools.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public void Every_project_of_the_product_has_its_place()
    {
        var found = new HashSet<string>(["router"], StringComparer.Ordinal);
        var waiting = new Queue<string>(found);
        while (waiting.TryDequeue(out var name))
        {
            foreach (var next in OwnReferencesOf(name).Where(found.Add)) waiting.Enqueue(next);
        }
        Assert.Equal(Parts.Above.Keys.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Parts.Names), MemberType = typeof(Parts))]
    public void A_project_refers_only_to_those_before_it(string name) =>
        Assert.Empty(OwnReferencesOf(name).Except(Parts.AllowedFor(name), StringComparer.Ordinal));

    [Theory]
    [InlineData("Akka", new[] { "Router.Language", "Router.Inference" })]
    [InlineData("Microsoft.ML.OnnxRuntime",
        new[] { "Router.Contracts", "Router.Language", "Actors.Backbone", "Actors.Subsystems", "Actors.Ranker", "Router.Sessions", "Router.Host", "router" })]
    [InlineData("Microsoft.AspNetCore",
        new[] { "Router.Contracts", "Router.Language", "Router.Inference", "Actors.Backbone", "Actors.Subsystems", "Actors.Ranker", "Router.Sessions" })]
    [InlineData("Akka.Streams",
        new[] { "Router.Contracts", "Router.Language", "Router.Inference", "Actors.Backbone", "Actors.Subsystems", "Actors.Ranker" })]
    [InlineData("Akka.Cluster",
        new[] { "Router.Contracts", "Router.Language", "Router.Inference", "Actors.Backbone", "Actors.Ranker", "Router.Sessions" })]
    [InlineData("System.CommandLine",
        new[] { "Router.Contracts", "Router.Language", "Router.Inference", "Actors.Backbone", "Actors.Subsystems", "Actors.Ranker", "Router.Sessions", "Router.Host" })]
    public void A_library_stays_in_the_projects_that_are_made_for_it(string library, string[] others)
    {
        foreach (var name in others)
        {
            var references = Parts.Load(name).GetReferencedAssemblies().Select(reference => reference.Name!);
            var found = references.Where(reference => reference == library || reference.StartsWith(library + ".", StringComparison.Ordinal));
            Assert.True(!found.Any(), $"{name} refers to {string.Join(", ", found)}");
        }
    }

    private static IEnumerable<string> OwnReferencesOf(string name) =>
        Parts.Load(name).GetReferencedAssemblies().Select(reference => reference.Name!)
            .Where(reference => reference == "router" || reference.StartsWith("Router.", StringComparison.Ordinal) || reference.StartsWith("Actors.", StringComparison.Ordinal));
}
