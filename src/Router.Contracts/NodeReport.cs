namespace Router.Contracts;

/// <summary>From each node of a cluster to each other one, when it changes and at intervals: what it runs.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Zone">What fails together with it; "" when nothing is known of that.</param>
/// <param name="Version">The program's version.</param>
/// <param name="Heads">The subsystems whose package it has.</param>
/// <param name="Replicas">The entities that run on it, such as <c>alarm/0</c>.</param>
public sealed record NodeReport(
    string Node, string Zone, string Version, IReadOnlyList<HeadReport> Heads, IReadOnlyList<string> Replicas) : IWireMessage;

/// <summary>A head that a node can run.</summary>
/// <param name="Subsystem">Whose it is.</param>
/// <param name="Version">The version of its package.</param>
/// <param name="CostMs">What a query takes it, in milliseconds; 0 while it has judged none.</param>
public sealed record HeadReport(string Subsystem, string Version, double CostMs);
