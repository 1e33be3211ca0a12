using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Simulation.Tests.Apps;

/// <summary>The fields of a simulated person.</summary>
internal static class SimFields
{
    public const string ObjectType = "person";
    public const string Email = "email";
    public const string Phone = "phone";
    public const string First = "first";
    public const string City = "city";
    public const string Tags = "tags";

    /// <summary>Who it is: given by the world at birth, copied by the sync, edited by nobody.</summary>
    public const string Token = "token";

    /// <summary>In no mapping.</summary>
    public const string Secret = "secret";

    /// <summary>Who it is, by its field, which a sync that takes two for one can write over.</summary>
    public static string TokenIn(IReadOnlyDictionary<string, Value> fields) =>
        fields.GetValueOrDefault(Token, Value.Empty).Text ?? "";

    public static readonly IReadOnlyList<string> Mapped = [Email, Phone, First, City, Tags, Token];

    public static ObjectSchema Schema(bool withoutCity) =>
        new(
            ObjectType,
            [
                .. new[]
                {
                    new Field(Email, Email, FieldType.Email),
                    new Field(Phone, Phone, FieldType.Phone),
                    new Field(First, First, FieldType.Text),
                    new Field(City, City, FieldType.Text),
                    new Field(Tags, Tags, FieldType.Set),
                    new Field(Token, Token, FieldType.Text),
                    new Field(Secret, Secret, FieldType.Text),
                }.Where(f => !withoutCity || f.Key != City),
            ]
        )
        {
            Country = "US",
        };
}
