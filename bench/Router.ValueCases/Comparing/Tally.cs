namespace Router.ValueCases;

/// <summary>How a reader did on the expressions of one kind.</summary>
internal sealed class Tally
{
    /// <summary>Expressions to be found; sentences where there are none.</summary>
    public int Count { get; set; }

    /// <summary>Found from the first word to the last.</summary>
    public int Exact { get; set; }

    /// <summary>Found, though perhaps not all of it, and the value is right.</summary>
    public int Right { get; set; }

    /// <summary>Found, at least in part, and the value is wrong.</summary>
    public int Wrong { get; set; }

    /// <summary>Found where nothing is, or as one more piece of the same expression.</summary>
    public int Extra { get; set; }
}
