namespace Tallystick.Contract.Tests.OpenApi;

/// <summary>Where the official documents are wrong or silent, and how that is known. Issues are those of the public repository of the documents.</summary>
internal static class KnownDeviations
{
    public static IReadOnlyList<KnownDeviation> All { get; } =
    [
        Status(
            "*",
            403,
            "A token of another location is refused with 403, which no operation lists (report 213 of the API's public tracker)."
        ),
        Status(
            "*",
            404,
            "Paths and tasks or notes that are not there are 404 as the framework answers them."
        ),
        Status(
            "*",
            422,
            "Checks of the body and the query answer 422 everywhere (report 31 of the API's public tracker)."
        ),
        Status(
            "*",
            429,
            "No document lists the answer to too many calls, which the limits page describes."
        ),
        Status(
            "*",
            500,
            "Unhandled errors answer with status and name (report 84 of the API's public tracker)."
        ),
        Status("*", 400, "A contact that is gone is 400 on every operation below it."),
        Status(
            "*",
            401,
            "Bulk operations declare no security and are refused without a token all the same."
        ),
        Status(
            "POST /contacts/{contactId}/workflow/{workflowId}",
            201,
            "Documented as 200, seen live as 201."
        ),
        Status(
            "POST /oauth/locationToken",
            201,
            "Documented as 200, seen live as 201 (report 285 of the API's public tracker)."
        ),
        Status("POST /oauth/location-token", 201, "Documented as 200, seen live as 201."),
        new(
            "*",
            "response.400.body.message",
            DeviationKind.WrongType,
            "Messages are text or a list."
        ),
        new(
            "*",
            "response.401.body.error",
            DeviationKind.MissingProperty,
            "Refusals of the gateway have no error (report 217 of the API's public tracker)."
        ),
        new(
            "*",
            "response.422.body.message*",
            DeviationKind.WrongType,
            "Messages are text or a list."
        ),
        new(
            "*",
            "response.*.body.*.customFields[].value",
            DeviationKind.WrongType,
            "Values are numbers and lists too, as the webhook documents say."
        ),
        new(
            "POST /contacts/",
            "request.body.tags",
            DeviationKind.WrongType,
            "A list of texts, as its own example shows."
        ),
        new(
            "*",
            "request.body.dateOfBirth",
            DeviationKind.WrongType,
            "Declared an object; its examples are texts (report 124 of the API's public tracker)."
        ),
        new(
            "*",
            "request.body.customFields[]*",
            DeviationKind.UnknownProperty,
            "field_value with id or key; the choices overlap."
        ),
        new(
            "*",
            "request.body.customFields[]*",
            DeviationKind.MissingProperty,
            "id or key: one of them is enough, as the text says."
        ),
        new(
            "POST /contacts/bulk/business",
            "request.body.businessId",
            DeviationKind.NullNotAllowed,
            "Null takes contacts out of their business, as the text says."
        ),
        new(
            "*",
            "request.body",
            DeviationKind.UnexpectedBody,
            "Tags and followers are deleted with a body."
        ),
        new(
            "POST /locations/{locationId}/tasks/search",
            "response.200.body.tasks[]",
            DeviationKind.WrongType,
            "Documented as a list of lists; its own example of a task is an object."
        ),
        new(
            "GET /calendars/events*",
            "response.200.body.event*Time",
            DeviationKind.WrongType,
            "Declared an object; its examples are texts."
        ),
        new(
            "GET /calendars/events*",
            "response.200.body.event*.date*ed",
            DeviationKind.WrongType,
            "Declared an object; its examples are texts."
        ),
        new(
            "POST /contacts/bulk/tags/update/{type}",
            "response.201.body.responses[]",
            DeviationKind.WrongType,
            "Documented as texts; its own example is one object a contact."
        ),
        new(
            "*",
            "request.body.customFields[]*",
            DeviationKind.WrongType,
            "Numbers are sent as numbers, as the text says; the choices of the schema overlap."
        ),
        new(
            "GET /opportunities/pipelines",
            "response.200.body.pipelines[].stages[]",
            DeviationKind.WrongType,
            "Documented as a list of lists; a stage has an id and a name."
        ),
        new(
            "* /opportunities/*",
            "response.*.body.*.followers[]",
            DeviationKind.WrongType,
            "Documented as a list of lists; the answers to adding and removing them list ids."
        ),
        new(
            "POST /opportunities/upsert",
            "request.body.monetaryValue",
            DeviationKind.WrongType,
            "Declared an object; its example is a number."
        ),
        Choices("GET /locations/{locationId}/templates", "*.templates[]"),
        Choices("* /social-media-posting/oauth/*", "response.*.body"),
        Choices("POST /email/verify", "response.201.body"),
        Instead(
            "* /store/*",
            "*.countries[].code",
            """{"type":"string"}""",
            "A number whose values are one list of country codes; no value can be both."
        ),
        Instead(
            "* /store/*",
            "*.shippingOrigin.country",
            """{"type":"string"}""",
            "A number whose values are one list of country codes; no value can be both."
        ),
    ];

    private static KnownDeviation Choices(string operation, string location) =>
        new(
            operation,
            location,
            DeviationKind.SeveralChoices,
            "The choices require next to nothing, so that what fits the right one fits others too."
        );

    private static KnownDeviation Instead(
        string operation,
        string location,
        string schema,
        string reason
    ) =>
        new(operation, location, DeviationKind.WrongType, reason)
        {
            Instead = System.Text.Json.JsonElement.Parse(schema),
        };

    private static KnownDeviation Status(string operation, int status, string reason) =>
        new(operation, $"response.{status}", DeviationKind.UndocumentedStatus, reason);
}
