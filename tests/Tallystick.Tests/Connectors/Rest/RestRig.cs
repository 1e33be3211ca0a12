using Tallystick.Connectors.Rest;
using Tallystick.Core.Connectors;
using Tallystick.Core.Limits;
using Tallystick.Core.Records;

namespace Tallystick.Tests.Connectors.Rest;

/// <summary>Connectors for a small made-up app, and the calls that tests make.</summary>
internal static class RestRig
{
    public const string Key = "a-secret-key";

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static string Manifest(
        string paging = "{ kind: offset, offset: offset, limit: limit, size: 3 }",
        string rest = "",
        string auth = "{ kind: api-key, header: X-Key, secret: key }"
    ) =>
        $$"""
            app: thing
            title: Thing
            base-url: http://127.0.0.1:9
            auth: {{auth}}
            errors:
              message: error.message
              code: error.code
              field: error.field
              duplicate-of: error.existing
              codes: { gone: not-found, taken: duplicate }
              statuses: { 409: duplicate }
              trace-header: X-Trace
            objects:
              thing:
                id: id
                list:
                  get: /things
                  items: items
                  total: total
                  paging: {{paging}}
                  filters: { kind: kind }
                get: { get: "/things/{id}" }
                find: { mail: mail }
                create: { post: /things }
                update: { patch: "/things/{id}" }
                delete: { delete: "/things/{id}" }
                {{rest}}
                fields:
                  name: { path: name, type: text }
                  mail: { path: mail, type: email, absent: empty }
                  born: { path: born, type: date, absent: unknown }
                  kind: { path: kind, type: text, absent: unknown }
                  made: { path: made, type: text, absent: unknown, read-only: true }
            """;

    public static RestConnector Open(
        HttpMessageHandler inner,
        string? manifest = null,
        RestFakeBudget? budget = null,
        TimeProvider? time = null
    ) =>
        new(
            RestManifest.Parse(manifest ?? Manifest(), "thing.yaml"),
            new RestSettings { Secrets = Secrets },
            budget ?? new RestFakeBudget(),
            time ?? TimeProvider.System,
            inner
        );

    public static RestConnector Open(Uri address, TimeSpan? timeout = null) =>
        new(
            RestManifest.Parse(Manifest(), "thing.yaml"),
            new RestSettings
            {
                BaseUrl = address,
                Secrets = Secrets,
                Timeout = timeout,
            },
            new RestFakeBudget(),
            TimeProvider.System
        );

    public static async Task<Projection> DescribeAsync(RestConnector app)
    {
        var schemas = await app.DescribeAsync(Token);
        return new Projection(schemas[0].ObjectType, schemas[0].Fields);
    }

    public static Patch Patch(
        Projection projection,
        params (string Key, string? Value)[] changes
    ) =>
        new([
            .. changes.Select(c => new FieldChange(
                projection.Fields.ToList().FindIndex(f => f.Key == c.Key),
                Value.Of(c.Value)
            )),
        ]);

    public static async Task<(List<Page> Pages, List<string> Ids)> ListAsync(
        RestConnector app,
        ListQuery? query = null,
        Action<Page>? afterPage = null
    )
    {
        var projection = await DescribeAsync(app);
        var (pages, ids, cursor) = (new List<Page>(), new List<string>(), (string?)null);
        do
        {
            pages.Count.ShouldBeLessThan(50, "The listing does not end.");
            var page = await app.ListAsync(projection, query ?? ListQuery.All, cursor, Token);
            pages.Add(page);
            ids.AddRange(page.Records.Select(r => r.Id));
            afterPage?.Invoke(page);
            cursor = page.Next;
        } while (cursor is not null);
        return (pages, ids);
    }

    private static Dictionary<string, string> Secrets => new() { ["key"] = Key };
}

/// <summary>Grants every call and keeps its name.</summary>
internal sealed class RestFakeBudget : IBudget
{
    public List<string> Calls { get; } = [];

    public List<CallOutcome> Outcomes { get; } = [];

    public IReadOnlyList<RateLimit> Declared { get; private set; } = [];

    public ValueTask<CallSlot> EnterAsync(string operation, CancellationToken cancellationToken)
    {
        Calls.Add(operation);
        return ValueTask.FromResult(new CallSlot(operation, Calls.Count));
    }

    public void Exit(CallSlot slot, CallOutcome outcome) => Outcomes.Add(outcome);

    public void Declare(IReadOnlyList<RateLimit> limits) => Declared = limits;
}
