using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Host.Listeners;
using Router.Host.Security;

namespace Router.Testing;

/// <summary>What front ends of tests share.</summary>
internal static class OpenDoors
{
    /// <summary>The defaults.</summary>
    public static IntakeSettings Intake { get; } = new() { Timeout = TimeSpan.FromSeconds(10), MaxBytes = 64 * 1024 * 1024 };

    /// <summary>More connections than tests open.</summary>
    public static ConnectionSettings Connections { get; } =
        new() { Max = 100, MaxPerAddress = 100, IdleTimeout = TimeSpan.FromDays(1), MaxAge = TimeSpan.FromDays(30) };

    /// <summary>A free port of this machine.</summary>
    public static ListenerSettings Listener(string section, ConnectionSettings? connections = null) =>
        new() { Section = section, Host = "127.0.0.1", Port = 0, Connections = connections ?? Connections };

    /// <summary>Everybody may do everything, unless the test says otherwise.</summary>
    public static ListenerServices Services(
        Access? access = null, IntakeSettings? intake = null, ILoggerFactory? loggers = null, TimeProvider? time = null) => new(
        access ?? Access.Open, new Intake(intake ?? Intake, time ?? TimeProvider.System), loggers ?? NullLoggerFactory.Instance, time ?? TimeProvider.System);
}
