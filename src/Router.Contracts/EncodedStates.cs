namespace Router.Contracts;

/// <summary>
/// To another node: the states of some queries, for those of its subsystems that are to judge them. Their verdicts go to the sender. The states cross
/// once for all of these subsystems, as 16-bit floats and without padding.
/// </summary>
/// <param name="Subsystems">Who is to judge.</param>
/// <param name="Taps">The layers that these read; no other one is sent.</param>
/// <param name="Queries">Rows <c>FirstRow</c> and up of the states belong to them; each has a token or more.</param>
/// <param name="States">The states of the batch. A sender keeps its reference until the verdicts are in; a receiver owns one.</param>
/// <param name="FirstRow">Where the queries begin; 0 for a receiver, who gets these rows alone.</param>
public sealed record EncodedStates(
    IReadOnlyList<string> Subsystems, IReadOnlyList<int> Taps, IReadOnlyList<RemoteQuery> Queries, LayerStates States, int FirstRow = 0) : IWireMessage
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
public sealed record RemoteQuery(Guid Id, TokenizedText Text, TimeSpan TimeLeft);
