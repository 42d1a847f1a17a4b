using System.Text.RegularExpressions;

namespace Router.Host.Tests.Configuration;

public sealed partial class DocumentationTests
{
    [Fact]
    public void The_examples_of_the_documentation_load()
    {
        using var deployment = new DeploymentFolder(withSubsystem: false);
        var examples = ExamplePattern().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "configuration.md")));
        foreach (Match example in examples) deployment.Write(example.Groups["name"].Value, example.Groups["text"].Value);
        var settings = deployment.Load().Settings;
        Assert.Equal("kitchen-1", settings.NodeName);
        Assert.Equal("/srv/router/models/subsystems/garden/1.0.0", Assert.Single(Assert.Single(settings.Subsystems).Packages).Directory);
    }

    [Fact]
    public void The_example_of_a_subsystems_slots_loads()
    {
        using var deployment = new DeploymentFolder(withSubsystem: false);
        var example = ExamplePattern().Match(File.ReadAllText(Path.Combine(Repository.Root, "docs", "slots.md")));
        deployment.Write(example.Groups["name"].Value, example.Groups["text"].Value);
        var slots = Assert.Single(deployment.Load().Settings.Subsystems).Slots;
        Assert.Equal(["row"], slots.Numbers);
        Assert.Equal(["watering_time"], slots.Durations);
        Assert.Equal(["date", "time", "general_frequency"], slots.Dates);
    }

    [GeneratedRegex("```hocon\n# (?<name>[^\n]+)\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ExamplePattern();
}
