namespace Router.Contracts;

/// <summary>
/// To another node: the states of some queries, for those of its subsystems that are to judge them. Their verdicts go to the sender. The states cross
/// once for all of these subsystems, as 16-bit floats and without padding.
/// </summary>
/// <param name="Subsystems">Who is to judge.</param>
/// <param name="Taps">The layers that these read; no other one is sent.</param>
/// <param name="Queries">The queries; each has a token or more.</param>
/// <param name="States">The states of the batch. A sender keeps its reference until the verdicts are in; a receiver owns one.</param>
/// <param name="Rows">The row of each query in the states, for a sender; null when they are in their order, as for a receiver.</param>
/// <param name="Backbone">Whose states they are; "" from a node of a version that has one backbone.</param>
public sealed record EncodedStates(
    IReadOnlyList<string> Subsystems,
    IReadOnlyList<int> Taps,
    IReadOnlyList<RemoteQuery> Queries,
    LayerStates States,
    IReadOnlyList<int>? Rows = null,
    string Backbone = "") : IWireMessage
{
    /// <summary>Bytes that the states of one token take on their way.</summary>
    /// <param name="states">The states.</param>
    /// <param name="taps">The layers that are sent.</param>
    public static int BytesPerToken(LayerStates states, IReadOnlyList<int> taps) => taps.Sum(states.HiddenOf) * sizeof(ushort);
}

/// <summary>A query as another node gets it: clocks differ, so its deadline is the time that is left.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">Its text and tokens.</param>
/// <param name="TimeLeft">When it was sent, to its deadline.</param>
/// <param name="Asked">Who judges it; null for all of the message's subsystems.</param>
public sealed record RemoteQuery(Guid Id, TokenizedText Text, TimeSpan TimeLeft, SubsystemRoster? Asked = null);
