namespace Actors.Runtime.Streams;

/// <summary>What a full buffer does with one more element.</summary>
public enum OverflowStrategy
{
    /// <summary>Drops the oldest element of the buffer and takes the new one.</summary>
    DropHead = 2,

    /// <summary>Drops the youngest element of the buffer and takes the new one.</summary>
    DropTail = 3,

    /// <summary>Drops all elements of the buffer and takes the new one.</summary>
    DropBuffer = 4,

    /// <summary>Drops the new element.</summary>
    DropNew = 5,

    /// <summary>Lets the new element wait upstream.</summary>
    Backpressure = 6,

    /// <summary>Fails the stream.</summary>
    Fail = 7,
}
