using Router.Contracts;

namespace Actors.Backbone;

/// <summary>A device and the backbone loaded on it.</summary>
/// <param name="Name">Such as <c>cpu</c> or <c>cuda:0</c>.</param>
/// <param name="Encode">Runs the backbone on a batch; called by one thread at a time.</param>
public sealed record BackboneDevice(string Name, EncodeBatch Encode);

/// <summary>Encodes texts, one row each, and gives the states with one reference, the caller's.</summary>
public delegate LayerStates EncodeBatch(ReadOnlySpan<TokenizedText> texts);
