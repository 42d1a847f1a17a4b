using System.Reflection;
using Actors.Runtime.Configuration;

namespace Actors.Runtime.Internal;

internal static class SchedulerFactory
{
    private const string Key = "akka.scheduler.implementation";

    /// <exception cref="ConfigurationException">The type is not known or no scheduler of this engine.</exception>
    internal static IScheduler Make(Settings settings)
    {
        if (settings.SchedulerClass.Length == 0) return new DefaultScheduler();
        var type = Type.GetType(settings.SchedulerClass)
            ?? throw new ConfigurationException($"{Key} is '{settings.SchedulerClass}', which is no type that can be loaded");
        if (!type.IsAssignableTo(typeof(IScheduler)) || !type.IsAssignableTo(typeof(IActionScheduler)))
            throw new ConfigurationException($"{Key} is '{settings.SchedulerClass}', which is no scheduler of this engine");
        return (IScheduler)Activator.CreateInstance(type, BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public, null, [settings.Config], null)!;
    }
}
