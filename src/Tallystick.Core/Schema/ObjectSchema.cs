namespace Tallystick.Core.Schema;

/// <summary>The fields of one object type of one connection, as the app describes them now.</summary>
public sealed record ObjectSchema(string ObjectType, IReadOnlyList<Field> Fields)
{
    /// <summary>The country whose national phone numbers are meant, ISO 3166 alpha-2.</summary>
    public string? Country { get; init; }

    /// <summary>IANA zone in which times without an offset are meant.</summary>
    public string? TimeZone { get; init; }

    /// <summary>By key first, then by alias; case matters only when it decides between two.</summary>
    public Field? Find(string key) =>
        Fields.FirstOrDefault(f => f.Key == key)
        ?? Fields.FirstOrDefault(f => f.Key.Equals(key, StringComparison.OrdinalIgnoreCase))
        ?? Fields.FirstOrDefault(f => f.Aliases.Contains(key, StringComparer.OrdinalIgnoreCase));
}
