namespace Router.Contracts;

/// <summary>A head that takes part in routing.</summary>
/// <param name="Name">Its subsystem.</param>
/// <param name="Tap">The backbone layer that it reads.</param>
/// <param name="Backbone">Whose layer: name and version, such as <c>bge-en 2.0.0</c>.</param>
/// <param name="Version">The version of its package.</param>
public sealed record SubsystemDescriptor(string Name, int Tap, string Backbone = "", string Version = "");
