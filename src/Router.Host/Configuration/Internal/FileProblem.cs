namespace Router.Host.Configuration.Internal;

/// <summary>What is wrong with a file; the message says where in it.</summary>
internal sealed class FileProblem(string message) : Exception(message);
