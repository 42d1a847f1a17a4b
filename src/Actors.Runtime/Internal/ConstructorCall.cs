using System.Linq.Expressions;
using System.Reflection;

namespace Actors.Runtime.Internal;

/// <summary>Takes <c>() => new T(a, b)</c> apart.</summary>
internal static class ConstructorCall
{
    /// <summary>The constructor and the values of its arguments.</summary>
    internal static (ConstructorInfo Constructor, object?[] Arguments) Read(LambdaExpression factory)
    {
        if (factory.Body is not NewExpression { Constructor: { } constructor } call)
            throw new ArgumentException($"'{factory.Body}' is not a call of a constructor", nameof(factory));
        return (constructor, call.Arguments.Select(Evaluate).ToArray());
    }

    internal static ActorBase Make(Type type, object[] arguments) =>
        (ActorBase)Activator.CreateInstance(
            type,
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DoNotWrapExceptions | BindingFlags.CreateInstance,
            binder: null,
            arguments,
            culture: null)!;

    /// <summary>Constants and captured variables are read; the rest is compiled.</summary>
    private static object? Evaluate(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression { Member: FieldInfo field, Expression: var owner } => field.GetValue(owner is null ? null : Evaluate(owner)),
        _ => Expression.Lambda<Func<object?>>(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: true)(),
    };
}
