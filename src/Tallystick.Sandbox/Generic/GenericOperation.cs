using Tallystick.Catalogs;
using Tallystick.Sandbox.Http;

namespace Tallystick.Sandbox.Generic;

/// <summary>What an operation does to the store, told from its path, its method and its answer.</summary>
internal enum GenericRole
{
    /// <summary>Nothing that is remembered: an answer made of the type.</summary>
    Act,
    Create,
    List,
    Get,
    Update,
    Delete,

    /// <summary>Writes a part of a record: <c>PUT /posts/{id}/status</c>.</summary>
    Change,

    /// <summary>Reads the one thing at a path: <c>GET /locations/{id}/permissions</c>.</summary>
    ReadOne,
    WriteOne,
}

/// <summary>An operation of the catalog with its part in the store.</summary>
/// <param name="Collection">How many segments of the path name the collection that it is about.</param>
internal sealed record GenericOperation(
    CatalogOperation Facts,
    Catalog Catalog,
    GenericRole Role,
    int Collection,
    AnswerPlan Plan
)
{
    /// <summary>What stands in the place of a record's id in the path.</summary>
    public string IdName { get; init; } = "id";

    /// <summary>Nothing can be created there, so that there must be something from the start.</summary>
    public bool IsReadOnly { get; init; }

    public Route ToRoute(Func<Call, Reply> handle) =>
        new(
            Facts.Method,
            Facts.Path,
            Facts.Name,
            Facts.Scopes is [var scope, ..] ? scope : "",
            handle
        )
        {
            Class = Facts.Token switch
            {
                TokenClass.Location => World.TokenClass.Location,
                TokenClass.Agency => World.TokenClass.Company,
                TokenClass.Unknown or TokenClass.None or TokenClass.Either => null,
            },
        };
}
