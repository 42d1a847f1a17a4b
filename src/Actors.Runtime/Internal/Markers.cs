namespace Actors.Runtime.Internal;

/// <summary>A message that the cell itself handles or unwraps before the actor sees it.</summary>
internal interface IAutoReceivedMessage;

/// <summary>A message that is no dead letter when it cannot be delivered.</summary>
internal interface IDeadLetterSuppression;

/// <summary>A message that does not count as activity of its receiver.</summary>
internal interface INotInfluenceReceiveTimeout;

/// <summary>How an actor handles a message; false when it does not.</summary>
internal delegate bool Receive(object message);

/// <summary>A message and who sent it.</summary>
internal readonly record struct Envelope(object Message, IActorRef? Sender);
