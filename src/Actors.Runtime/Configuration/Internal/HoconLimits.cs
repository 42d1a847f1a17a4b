namespace Actors.Runtime.Configuration.Internal;

/// <summary>Bounds within which a text is read, so that no input exhausts the stack or the memory.</summary>
internal static class HoconLimits
{
    /// <summary>Longest text, in UTF-16 units.</summary>
    public const int MaxTextLength = 4 * 1024 * 1024;

    /// <summary>Deepest nesting of objects and arrays, path elements and substitutions that lead to substitutions included.</summary>
    public const int MaxDepth = 128;

    /// <summary>Deepest nesting of includes on one thread.</summary>
    public const int MaxIncludeDepth = 16;

    /// <summary>Most steps that resolving all substitutions of one text may take.</summary>
    public const int MaxResolveSteps = 250_000;

    /// <summary>Most text that concatenating substitutions may make, in UTF-16 units.</summary>
    public const int MaxConcatenatedLength = 16 * 1024 * 1024;
}
