namespace Actors.Runtime.Streams;

/// <summary>Turns blueprints into running streams.</summary>
public interface IMaterializer;
