using Tallystick.Core.Connectors;
using Tallystick.Core.Schema;
using Tallystick.Core.Yaml;

namespace Tallystick.Connectors.Rest;

/// <summary>
/// Every key that a manifest may use, once: the editors' JSON schema and the reference page are
/// made from it, and a test holds the reader to it.
/// </summary>
internal static partial class RestVocabulary
{
    public const int LimitsMax = 8;
    public const int ConcurrencyMax = 64;
    public const int PageSizeMax = 10_000;
    public const int LengthMax = 10_000_000;

    public static readonly TimeSpan TimeLimitMax = TimeSpan.FromMinutes(10);

    public static IReadOnlyList<VocabularySection> Sections { get; } =
    [
        new(
            "manifest",
            "The whole file: one app.",
            [
                Must("app", Text, "Short name in lower case, as sync files spell it."),
                Must("title", Text, "What people call the app."),
                May("base-url", Text, "Where the app is; a connection may name another place."),
                Must(
                    "auth",
                    new KeyShape.PartOrList("auth"),
                    "How a call shows who it is from; a list where the app takes several ways, the usual one first."
                ),
                May("headers", Map("header", "value"), "Sent with every call; no secrets here."),
                May("limits", new KeyShape.ListOf("limit"), "The app's limits, strictest first."),
                May("limit-headers", Part("limit-headers"), "Headers that report the limits."),
                May("errors", Part("errors"), "How the app says no."),
                May(
                    "concurrency",
                    new KeyShape.Whole(1, ConcurrencyMax),
                    "Calls at the same time; 4 when left out."
                ),
                May(
                    "time-limit",
                    Time,
                    "Of one call, from its slot to the last byte; 30s when left out."
                ),
                Must(
                    "objects",
                    new KeyShape.MapOf("object"),
                    "The object types, by the names that streams use."
                ),
            ]
        ),
        AuthSection,
        new(
            "limit",
            "One limit: so many calls within any window.",
            [
                Must("calls", new KeyShape.Whole(1, 100_000_000), "How many."),
                Must("window", Time, "Within which time."),
            ]
        ),
        new(
            "limit-headers",
            "Headers of every answer that report the limits.",
            [
                May("remaining", Text, "Calls left in the short window."),
                May("reset", Text, "Seconds until the short window ends."),
                May(
                    "retry-after",
                    Text,
                    "How long to wait after a refusal; Retry-After when left out."
                ),
                May("daily-remaining", Text, "Calls left today."),
                May("daily-limit", Text, "The day's limit."),
            ]
        ),
        new(
            "errors",
            "How the app says no: places in the body of a refusal, and what its words mean.",
            [
                May("message", Text, "Where the message for people stands."),
                May("code", Text, "Where the code stands."),
                May("field", Text, "Where the field at fault is named, in the app's spelling."),
                May(
                    "duplicate-of",
                    Text,
                    "Where a duplicate refusal names the record that is there already."
                ),
                May(
                    "codes",
                    Map("code", Kinds),
                    "What the app's codes mean; they come before statuses."
                ),
                May(
                    "statuses",
                    Map("status", Kinds),
                    "What a status means where it is not the usual."
                ),
                May(
                    "gone",
                    Texts,
                    "Statuses by which the app says that a record is gone; 404 and 410 when left out."
                ),
                May("trace-header", Text, "Header with the app's own id of the exchange."),
            ]
        ),
        .. ObjectSections(),
    ];

    private static IEnumerable<VocabularySection> ObjectSections() =>
        [
            new(
                "object",
                "One object type.",
                [
                    May("label", Text, "What the app's screens call it."),
                    May(
                        "parent",
                        Text,
                        "The object type that each record belongs to; paths may then have {parent}, and one required reference refers to it."
                    ),
                    Must("id", Text, "Where a record carries its id."),
                    May("version", Part("version"), "What conditional writes go by."),
                    May(
                        "modified",
                        Part("time"),
                        "Where a record carries the time of its last change."
                    ),
                    May("created", Part("time"), "Where it carries the time of its creation."),
                    May(
                        "trustworthy-times",
                        Flag,
                        "Modified times may decide which side is newer."
                    ),
                    May(
                        "overlap",
                        Time,
                        "How far before the last seen time 'changed since' must start; 2m when left out."
                    ),
                    May("lag", Time, "How far a listing may be behind its records."),
                    May(
                        "absent",
                        Words<AbsentField>(),
                        "What it means when a record lacks a field's path: error when left out."
                    ),
                    May(
                        "clear-with",
                        Words<RestClear>(),
                        "How an empty value is written: null when left out."
                    ),
                    May(
                        "refuses-duplicates-on",
                        Texts,
                        "Fields on which the app refuses a second record."
                    ),
                    Must("list", Part("list"), "The call that lists records."),
                    Must("get", Part("get"), "The call that reads one record."),
                    May(
                        "find",
                        Map("field", "query parameter"),
                        "Fields that the listing looks up exactly."
                    ),
                    May(
                        "create",
                        Part("create"),
                        "The call that creates a record; read-only without."
                    ),
                    May("update", Part("update"), "The call that changes a record."),
                    May("delete", Part("delete"), "The call that deletes a record."),
                    Must(
                        "fields",
                        new KeyShape.MapOf("field"),
                        "The fields, by the names that mappings use."
                    ),
                ]
            ),
            new(
                "version",
                "What a conditional write goes by; one of the two.",
                [
                    May(
                        "path",
                        Text,
                        "Where a record carries its version; sent as a quoted If-Match."
                    ),
                    May(
                        "etag",
                        Flag,
                        "The ETag header of the record's own answers, sent as it came."
                    ),
                ]
            ),
            new(
                "time",
                "A time in a record.",
                [
                    Must("path", Text, "Where it stands."),
                    May("as", Words<TimeForm>(), "How it is written: iso when left out."),
                ]
            ),
            new(
                "list",
                "How records are listed.",
                [
                    Must("get", Text, "Path below the base URL."),
                    May(
                        "items",
                        Text,
                        "Where the answer holds the rows; left out when it is the array itself."
                    ),
                    May("total", Text, "Where the answer says how many there are in all."),
                    May("params", Map("query parameter", "value"), "Sent with every page."),
                    Must("paging", Part("paging"), "How a listing goes on."),
                    May(
                        "changed-since",
                        Part("changed-since"),
                        "How to ask for what was modified or created since a time."
                    ),
                    May(
                        "filters",
                        Map("field", "query parameter"),
                        "Fields that a listing may be narrowed by."
                    ),
                    May(
                        "absence-proves-deletion",
                        Flag,
                        "A whole listing without faults proves that what it lacks is gone."
                    ),
                ]
            ),
            new(
                "paging",
                "How a listing goes on to its next page.",
                [
                    Must("kind", Words<RestPagingKind>(), "Which way."),
                    May(
                        "offset",
                        Text,
                        "For offset: query parameter for the number of rows to leave out."
                    ),
                    May("page", Text, "For page: query parameter for the page's number."),
                    May(
                        "first",
                        new KeyShape.Whole(0, 1),
                        "For page: the first page's number; 1 when left out."
                    ),
                    May("cursor", Text, "For cursor: query parameter for the token."),
                    May(
                        "next",
                        Text,
                        "For cursor: where the answer holds the next token. For link: where it holds the next address; the Link header when left out."
                    ),
                    May("limit", Text, "Query parameter for the page's size."),
                    May(
                        "size",
                        new KeyShape.Whole(1, PageSizeMax),
                        "Rows per page, no more than the app allows; 100 when left out."
                    ),
                ]
            ),
            new(
                "changed-since",
                "How to ask for what was modified or created at or after a time.",
                [
                    Must("param", Text, "Query parameter."),
                    May("as", Words<TimeForm>(), "How the time is written: iso when left out."),
                ]
            ),
            new(
                "get",
                "The call that reads one record.",
                [
                    Must("get", Text, "Path with {id}."),
                    May(
                        "record",
                        Text,
                        "Where the answer holds the record; left out when it is the answer."
                    ),
                ]
            ),
            new(
                "create",
                "The call that creates a record.",
                [
                    May("post", Text, "Path; this or put."),
                    May("put", Text, "Path; this or post."),
                    May("body", Text, "Where the request holds the record."),
                    May("record", Text, "Where the answer holds the record."),
                ]
            ),
            new(
                "update",
                "The call that changes a record.",
                [
                    May("patch", Text, "Path with {id}; one of patch, put and post."),
                    May("put", Text, "Path with {id}."),
                    May("post", Text, "Path with {id}."),
                    May("body", Text, "Where the request holds the record."),
                    May("record", Text, "Where the answer holds the record."),
                    May(
                        "sends",
                        Words<RestSends>(),
                        "Only the changed fields, or the whole record read anew: whole for put, else changed, when left out."
                    ),
                    May(
                        "if-match",
                        Flag,
                        "Updates and deletes send the version and are refused when it moved: true when there is a version."
                    ),
                ]
            ),
            new(
                "delete",
                "The call that deletes a record.",
                [Must("delete", Text, "Path with {id}.")]
            ),
            new(
                "field",
                "One field.",
                [
                    May(
                        "path",
                        Text,
                        "Where a record carries it; needed but for a parent that only the call's path names."
                    ),
                    Must("type", Words<FieldType>(), "What it means."),
                    May("label", Text, "What the app's screens call it; the name when left out."),
                    May(
                        "as",
                        Words<WireForm>(),
                        "How the value stands in JSON where it is not the type's plain form."
                    ),
                    May("absent", Words<AbsentField>(), "As for the object, for this field alone."),
                    May("read-only", Flag, "Never written."),
                    May("create-only", Flag, "Written when a record is created, and never again."),
                    May("only-in-get", Flag, "The listing does not carry it."),
                    May("required", Flag, "A create without it is refused."),
                    May("unique", Flag, "The app lets no two records share it."),
                    May("options", Texts, "The values that a choice or set allows."),
                    May(
                        "max-length",
                        new KeyShape.Whole(1, LengthMax),
                        "Longest text the app keeps, in characters."
                    ),
                    May("refers-to", Text, "For a reference: the object type it points to."),
                    May("aliases", Texts, "Other names that a mapping may use."),
                ]
            ),
        ];

    private static KeyShape Text => new KeyShape.Text();

    private static KeyShape Texts => new KeyShape.Texts();

    private static KeyShape Flag => new KeyShape.Flag();

    private static KeyShape Time => new KeyShape.Time();

    private static string Kinds => string.Join(", ", WordsOf<ProblemKind>());

    private static KeyShape.OneOf Words<T>()
        where T : struct, Enum => new KeyShape.OneOf(WordsOf<T>());

    private static string[] WordsOf<T>()
        where T : struct, Enum => [.. Enum.GetNames<T>().Select(YamlWords.Kebab)];

    private static KeyShape.Part Part(string section) => new(section);

    private static KeyShape.TextMap Map(string keyIs, string valueIs) => new(keyIs, valueIs);

    private static VocabularyKey Must(string name, KeyShape shape, string help) =>
        new(name, shape, help, IsRequired: true);

    private static VocabularyKey May(string name, KeyShape shape, string help) =>
        new(name, shape, help, IsRequired: false);
}
