using Router.Contracts;
using Router.Inference;

namespace Actors.Subsystems;

/// <summary>The heads of one subsystem, one for each backbone that it reads; for one actor at a time.</summary>
/// <param name="name">The subsystem.</param>
/// <param name="heads">By backbone, name and version.</param>
public sealed class SubsystemHeads(string name, IReadOnlyDictionary<string, JudgeBatch> heads)
{
    /// <summary>Has the head judge that reads the batch's backbone; where the batch does not say which that is, the only one.</summary>
    /// <exception cref="InferenceException">There is none, or several and the batch does not say which.</exception>
    public IReadOnlyList<Verdict> Judge(EncodedBatch batch)
    {
        if (heads.TryGetValue(batch.Backbone, out var head)) return head(batch);
        if (batch.Backbone.Length == 0 && heads.Count == 1) return heads.Values.First()(batch);
        var given = batch.Backbone.Length == 0 ? "a batch that does not say whose states it has" : $"states of {batch.Backbone}";
        throw new InferenceException($"subsystem {name}: {given}; its heads read {string.Join(", ", heads.Keys)}");
    }
}
