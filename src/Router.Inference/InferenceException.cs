namespace Router.Inference;

/// <summary>A model that was loaded failed to run, or answered with values that are not numbers.</summary>
public sealed class InferenceException(string message, Exception? cause = null) : RouterException(message, cause)
{
    /// <summary>True: memory may have been short, and the next batch is another one.</summary>
    public override bool IsTransient => true;
}
