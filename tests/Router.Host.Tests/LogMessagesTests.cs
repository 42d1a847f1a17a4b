using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Router.Host.Tests;

public sealed class LogMessagesTests
{
    [Fact]
    public void Event_ids_are_unique_over_all_projects()
    {
        var assemblies = new[] { "Router.Host", "Router.Sessions", "Actors.Backbone", "Actors.Subsystems", "Actors.Ranker" }.Select(Assembly.Load);
        var events = assemblies
            .SelectMany(assembly => assembly.GetTypes().Where(type => type.Name == "LogMessages"))
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => (Method: $"{method.DeclaringType}.{method.Name}", Attribute: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(entry => entry.Attribute is not null)
            .ToArray();

        Assert.NotEmpty(events);
        Assert.All(events.GroupBy(entry => entry.Attribute!.EventId), group => Assert.Single(group));
    }
}
