namespace Router.Contracts;

/// <summary>
/// To a backbone: encode this query and publish its states; tell <paramref name="Ranker"/> if it cannot be done. It stays on its node; to another one
/// goes <see cref="EncodeElsewhere"/>.
/// </summary>
/// <param name="Query">The query, in the pieces of that backbone.</param>
/// <param name="Ranker">Who gets the verdicts.</param>
/// <param name="Asked">Who judges; null for everybody who reads the backbone.</param>
/// <param name="Device">The only device that may do it, counted from 0 in the order of the backbone's devices; null for any.</param>
public sealed record Encode(Query Query, IActorRef Ranker, SubsystemRoster? Asked = null, int? Device = null) : INoSerializationVerificationNeeded;

/// <summary>To the query's ranker: the query will not be encoded, by this backbone at least.</summary>
/// <param name="QueryId">The query.</param>
/// <param name="Reason">Why.</param>
/// <param name="RetryAfter">When a queue is full: how long it is expected to take until there is room.</param>
public sealed record EncodeRefused(Guid QueryId, RefusalReason Reason, TimeSpan? RetryAfter = null) : IWireMessage
{
    /// <summary>The subsystems that were to judge what is not encoded, where another backbone encodes the query for others; null where the query ends here.</summary>
    public IReadOnlyList<string>? Asked { get; init; }

    /// <summary>The refusal of what was to be encoded.</summary>
    public static EncodeRefused Of(Encode encode, RefusalReason reason, TimeSpan? retryAfter = null) => new(encode.Query.Id, reason, retryAfter) { Asked = encode.Asked?.Names };
}

/// <summary>Why a query ended without a decision.</summary>
public enum RefusalReason
{
    /// <summary>Every device has as much work queued as it may have; try again later.</summary>
    QueueFull,

    /// <summary>The deadline passed before there was anything to decide on.</summary>
    DeadlineExceeded,

    /// <summary>The backbone failed or no device is left.</summary>
    BackboneUnavailable,

    /// <summary>No subsystem gave a verdict.</summary>
    SubsystemsUnavailable,

    /// <summary>The node is stopping.</summary>
    ShuttingDown,
}
