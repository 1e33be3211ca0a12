namespace Tallystick.Sandbox.Acme;

/// <summary>An answer other than success: status, code, message and, if one is at fault, field.</summary>
internal sealed class AcmeRefusal(int status, string code, string message, string? fieldName = null)
    : Exception(message)
{
    public int Status => status;

    public string Code => code;

    public string? Field => fieldName;

    public static AcmeRefusal Invalid(string field, string message) =>
        new(400, "invalid", message, field);

    public static AcmeRefusal NotFound(string what) =>
        new(404, "not_found", $"{what} is not here.");

    public static AcmeRefusal MethodNotAllowed(Microsoft.AspNetCore.Http.HttpRequest request) =>
        new(405, "method_not_allowed", $"{request.Method} does not go with {request.Path}.");
}
