using Router.Host;

namespace Router.Tools.Bench;

/// <summary>What a bench does again and again: a query, or a session.</summary>
internal interface IWorkload
{
    /// <summary>Does it once and records how each part of it ended. What has not ended when the bench gives up is not recorded.</summary>
    /// <param name="due">Timestamp of when it was to begin; null when that is now.</param>
    /// <param name="recorder">Where to.</param>
    /// <param name="cancellationToken">The bench gives up.</param>
    /// <returns>Whether everything was decided.</returns>
    Task<bool> RunAsync(long? due, Recorder recorder, CancellationToken cancellationToken);
}
