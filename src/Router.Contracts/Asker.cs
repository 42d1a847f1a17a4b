namespace Router.Contracts;

/// <summary>Who asks, as far as queries of different askers are kept apart.</summary>
/// <param name="Caller">Whose share of a full node it takes: a key, a token or an address; "" for the node itself.</param>
/// <param name="Partition">Who may find out that it asked, by how soon the same text is answered: a tenant or, without one, the caller.</param>
public sealed record Asker(string Caller, string Partition)
{
    /// <summary>The node itself.</summary>
    public static Asker Node { get; } = new("", "");
}
