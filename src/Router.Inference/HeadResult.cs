namespace Router.Inference;

/// <summary>What a head says of one text.</summary>
/// <param name="Score">Calibrated probability that the text is the subsystem's, 0..1.</param>
/// <param name="Accepted">Whether the score reaches the threshold.</param>
/// <param name="Intent">The best intent, even of a text that is not accepted.</param>
/// <param name="Margin">Probability of the best intent less that of the second, 0..1.</param>
/// <param name="TopProbability">Probability of the best intent, 0..1.</param>
/// <param name="Slots">The slots found, in the order of the text.</param>
/// <param name="SlotCoverage">Share of the words that lie in slots, 0..1.</param>
public readonly record struct HeadResult(
    double Score, bool Accepted, string Intent, double Margin, double TopProbability, IReadOnlyList<Slot> Slots, double SlotCoverage);
