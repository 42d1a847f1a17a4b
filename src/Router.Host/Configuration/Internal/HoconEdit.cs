namespace Router.Host.Configuration.Internal;

/// <summary>What is written otherwise: a comma, or a substitution.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">Behind its last.</param>
/// <param name="Path">The key that is substituted; null for a comma.</param>
/// <param name="IsOptional">Whether it may be missing.</param>
/// <param name="Owner">Where the key or the item starts whose whole value it is; −1 when it is a part of one.</param>
internal sealed record HoconEdit(int Start, int End, string? Path = null, bool IsOptional = false, int Owner = -1);
