namespace Actors.Runtime.Util;

/// <summary>A value or none; never a null value.</summary>
public readonly record struct Option<T>
{
    /// <summary>No value.</summary>
    public static readonly Option<T> None;

    private Option(T value) => (HasValue, Value) = (true, value);

    /// <summary>Whether there is a value.</summary>
    public bool HasValue { get; }

    /// <summary>The value; <c>default</c> where there is none.</summary>
    public T Value { get; }

    /// <summary>As <see cref="Create"/>, so that a function may return the value itself.</summary>
    public static implicit operator Option<T>(T value) => Create(value);

    /// <summary>The value; none for null.</summary>
    public static Option<T> Create(T value) => value is null ? None : new Option<T>(value);
}
