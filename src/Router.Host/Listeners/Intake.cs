using Router.Contracts;
using Router.Contracts.Configuration;
using static Router.Contracts.Configuration.ValueForms;

namespace Router.Host.Listeners;

/// <summary>How messages come in and go out, of <c>router.limits</c>.</summary>
public sealed record IntakeSettings
{
    /// <summary>How long a request, or one message of a session, may take to arrive, and an answer over gRPC to be taken.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Bytes that all requests which have arrived in part may hold together.</summary>
    public required long MaxBytes { get; init; }

    /// <summary>Reads the keys.</summary>
    /// <param name="limits">The section.</param>
    public static IntakeSettings Read(SettingsReader limits)
    {
        var settings = new IntakeSettings
        {
            Timeout = limits.Read("receive-timeout", Duration("100ms", "10m")),
            MaxBytes = limits.Read("max-unfinished-bytes", Bytes("1KiB", "64GiB")),
        };
        if (limits.IsSound && settings.MaxBytes < limits.Read("max-request-bytes", Bytes("1KiB", "256MiB")))
            limits.Refuse("max-unfinished-bytes", $"at least {limits.Describe("max-request-bytes")}");
        return settings;
    }
}

/// <summary>What holds for requests that have arrived in part, at all doors of a node.</summary>
/// <param name="settings">Bounds.</param>
/// <param name="time">The clock.</param>
internal sealed class Intake(IntakeSettings settings, TimeProvider time)
{
    /// <summary>The memory that they hold.</summary>
    public ByteBudget Bytes { get; } = new(settings.MaxBytes);

    /// <summary>How long one may take.</summary>
    public TimeSpan Timeout => settings.Timeout;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>What a client is told that took too long.</summary>
    public RouteError Late()
    {
        RouterMetrics.Denied("late");
        return new RouteError(
            ErrorCodes.DeadlineExceeded,
            $"the message did not arrive within {Timeout.TotalSeconds:0.###} s; it may not take longer (router.limits.receive-timeout)");
    }

    /// <summary>What a client is told for whose message there is no memory.</summary>
    public static RouteError Full()
    {
        RouterMetrics.Denied("memory");
        return new RouteError(
            ErrorCodes.ResourceExhausted,
            "messages that have arrived in part hold as much memory as they may (router.limits.max-unfinished-bytes, "
            + "router.grpc.max-unfinished-bytes for one connection); try again later",
            RetryAfterMs: 1000);
    }
}
