using Router.Contracts;
using Router.Host;

namespace Router.Tools.Bench;

/// <summary>What a bench sends texts to. Any number of threads may call it.</summary>
internal interface ILoadTarget : IAsyncDisposable
{
    /// <summary>Sends a text and waits for the answer.</summary>
    /// <exception cref="OperationCanceledException">The bench gave up.</exception>
    Task<TargetAnswer> SendAsync(string text, CancellationToken cancellationToken);
}

/// <summary>An answer: where the time of a decision went, or the kind of error in its place.</summary>
/// <param name="Timings">From the decision.</param>
/// <param name="Error">One of <see cref="Wire.ErrorCodes"/> or another gRPC status; null for a decision.</param>
/// <param name="Detail">The error in words.</param>
internal readonly record struct TargetAnswer(DecisionTimings Timings, string? Error = null, string? Detail = null)
{
    /// <summary>The subsystems whose verdict a decision lacks; none for an error.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Who answered, where that is known; null where nobody did.</summary>
    public string? From { get; init; }

    /// <summary>Whether nobody answered: the connection could not be made or broke, or there was nothing in time.</summary>
    public bool IsSilence { get; init; }

    /// <summary>Whether somebody else was asked first, and did not answer.</summary>
    public bool WasSentAgain { get; init; }
}
