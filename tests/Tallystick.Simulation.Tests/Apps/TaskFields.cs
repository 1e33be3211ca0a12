using Tallystick.Core.Schema;

namespace Tallystick.Simulation.Tests.Apps;

/// <summary>The fields of a simulated task, which belongs to a person.</summary>
internal static class TaskFields
{
    public const string ObjectType = "task";
    public const string Title = "title";
    public const string Done = "done";

    /// <summary>Whose task it is: each app has ids of its own for that.</summary>
    public const string Person = "person";

    /// <summary>Which task it is: given by the world, copied by the sync, edited by nobody.</summary>
    public const string Token = SimFields.Token;

    /// <summary>In no mapping.</summary>
    public const string Secret = SimFields.Secret;

    public static readonly IReadOnlyList<string> Mapped = [Title, Done, Token, Person];

    /// <summary>Those that people fill in.</summary>
    public static readonly IReadOnlyList<string> Typed = [Title, Done];

    public static readonly ObjectSchema Schema = new(
        ObjectType,
        [
            new Field(Title, Title, FieldType.Text),
            new Field(Done, Done, FieldType.Bool),
            new Field(Token, Token, FieldType.Text),
            new Field(Person, Person, FieldType.Reference)
            {
                Required = true,
                RefersTo = SimFields.ObjectType,
            },
            new Field(Secret, Secret, FieldType.Text),
        ]
    );
}
