namespace Tallystick.Contract.Tests.OpenApi;

/// <summary>One difference between an exchange and the documents.</summary>
/// <param name="Kind">In what way.</param>
/// <param name="Operation">Method and path template, such as <c>PUT /contacts/{contactId}</c>.</param>
/// <param name="Location">
/// Where: <c>path.x</c>, <c>query.x</c>, <c>request.body.tags[]</c>,
/// <c>response.200.body.contact.id</c>; array items are <c>[]</c> without a number.
/// </param>
/// <param name="Message">What was expected and what was there.</param>
public sealed record Deviation(
    DeviationKind Kind,
    string Operation,
    string Location,
    string Message
)
{
    public override string ToString() => $"{Kind} {Operation} {Location}: {Message}";
}
