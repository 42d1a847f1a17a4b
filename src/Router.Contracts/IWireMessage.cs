namespace Router.Contracts;

/// <summary>
/// A message that may cross nodes. <see cref="WireSerializer"/> is bound to it, so each has a protobuf form; what is sent without being one stays
/// on its node.
/// </summary>
public interface IWireMessage;
