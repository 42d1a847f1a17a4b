namespace Router.Contracts;

/// <summary>What a backbone may say of a text beside the states of its layers: probabilities.</summary>
public enum Readout
{
    /// <summary>That a subsystem is the right one: one for each of those that the package's manifest names, in its order.</summary>
    Gate,

    /// <summary>That the request is forbidden: one for a text.</summary>
    Negated,

    /// <summary>That a token names an exception: one for each token.</summary>
    Excluded,
}
