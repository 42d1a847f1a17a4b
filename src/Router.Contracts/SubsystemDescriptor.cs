namespace Router.Contracts;

/// <summary>A subsystem that takes part in routing.</summary>
/// <param name="Name">Its name, and its entity's in the shard region.</param>
/// <param name="Tap">The backbone layer that it reads.</param>
public sealed record SubsystemDescriptor(string Name, int Tap);
