using Tallystick.Core.Connectors;

namespace Tallystick.Connectors.HighLevel.Objects;

/// <summary>What a create means by "not found": what it refers to, not what it makes.</summary>
internal static class Creating
{
    public static async Task<T> OnContactAsync<T>(string objectType, Func<Task<T>> create)
    {
        try
        {
            return await create();
        }
        catch (ConnectorException e) when (e.Kind is ProblemKind.NotFound)
        {
            throw new ConnectorException(
                ProblemKind.Invalid,
                $"Something that the new {objectType} refers to is gone. {e.Message}",
                e
            )
            {
                Operation = e.Operation,
                Field = e.Message.Contains("Contact with id", StringComparison.Ordinal)
                    ? "contact"
                    : null,
                TraceId = e.TraceId,
            };
        }
    }
}
