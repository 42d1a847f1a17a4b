namespace Actors.Subsystems.Shards;

/// <summary>Why a node ends that can no longer tell what runs on it.</summary>
internal sealed class SubsystemsFailed : CoordinatedShutdown.Reason
{
    /// <summary>The only one.</summary>
    public static readonly SubsystemsFailed Instance = new();

    private SubsystemsFailed()
    {
    }

    /// <inheritdoc/>
    public override int ExitCode => 1;
}
