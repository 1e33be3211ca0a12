using Tallystick.Core.Connectors;
using Tallystick.Core.Records;

namespace Tallystick.Connectors.HighLevel.Objects;

/// <summary>
/// The id of what hangs on a contact: the contact's and its own, because the API finds it only
/// below its contact.
/// </summary>
internal readonly record struct ChildId(string Contact, string Child)
{
    /// <exception cref="ConnectorException">It is no such id.</exception>
    public static ChildId Parse(string text) =>
        text.Split('/') is [{ Length: > 0 } contact, { Length: > 0 } child]
            ? new ChildId(contact, child)
            : throw new ConnectorException(
                ProblemKind.Invalid,
                $"'{text}' is no id of something that hangs on a contact."
            )
            {
                Hint = "Such ids read contactId/ownId.",
            };

    /// <summary>The contact that a new child is to hang on.</summary>
    /// <exception cref="ConnectorException">There is none.</exception>
    public static string ContactFor(string objectType, Projection projection, Patch patch) =>
        ModelFields.TextOf(projection, patch, "contact")
        ?? throw new ConnectorException(
            ProblemKind.Invalid,
            $"A {objectType} needs the contact that it hangs on."
        )
        {
            Field = "contact",
            Hint = "Map the field 'contact'.",
        };

    public override string ToString() => $"{Contact}/{Child}";
}
