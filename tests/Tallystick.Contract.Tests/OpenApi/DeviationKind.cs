namespace Tallystick.Contract.Tests.OpenApi;

/// <summary>In what way an exchange differs from the documents.</summary>
public enum DeviationKind
{
    UnknownVersion,
    WrongVersion,
    UnknownOperation,
    UnknownParameter,
    MissingParameter,
    WrongParameter,
    MissingBody,
    UnexpectedBody,
    NotJson,
    UnknownProperty,
    MissingProperty,
    WrongType,
    NullNotAllowed,
    NotInEnum,
    WrongFormat,
    OutOfRange,
    SeveralChoices,
    UndocumentedStatus,
}
