namespace Tallystick.Sandbox.Acme;

/// <summary>An object type of the CRM: its name in paths, its id prefix and its fields.</summary>
internal sealed class AcmeType(string name, string idPrefix, params AcmeField[] fields)
{
    public static readonly AcmeType People = new(
        "people",
        "p_",
        new("givenName", AcmeKind.Name),
        new("familyName", AcmeKind.Name),
        new("emailAddress", AcmeKind.Email),
        new("mobile", AcmeKind.Phone),
        new("organisation", AcmeKind.Name),
        new("companyId", AcmeKind.Company),
        new("jobTitle", AcmeKind.Text),
        new("street", AcmeKind.Text),
        new("town", AcmeKind.Text),
        new("region", AcmeKind.Text),
        new("postcode", AcmeKind.Text),
        new("countryCode", AcmeKind.Country),
        new("birthday", AcmeKind.Date),
        new("labels", AcmeKind.Labels),
        new("stage", AcmeKind.Stage),
        new("score", AcmeKind.Number),
        new("optOut", AcmeKind.Flag),
        new("website", AcmeKind.Text),
        new("remarks", AcmeKind.Remarks),
        new("externalRef", AcmeKind.Text)
    );

    public static readonly AcmeType Companies = new(
        "companies",
        "c_",
        new("name", AcmeKind.Name, isRequired: true),
        new("emailAddress", AcmeKind.Email),
        new("phone", AcmeKind.Phone),
        new("website", AcmeKind.Text),
        new("street", AcmeKind.Text),
        new("town", AcmeKind.Text),
        new("region", AcmeKind.Text),
        new("postcode", AcmeKind.Text),
        new("countryCode", AcmeKind.Country),
        new("remarks", AcmeKind.Remarks),
        new("externalRef", AcmeKind.Text)
    );

    public static readonly AcmeType Todos = new(
        "todos",
        "t_",
        new("subject", AcmeKind.Name, isRequired: true),
        new("details", AcmeKind.Text),
        new("dueOn", AcmeKind.Date),
        new("done", AcmeKind.Flag)
    );

    public static readonly AcmeType Notes = new(
        "notes",
        "n_",
        new AcmeField("text", AcmeKind.Text, isRequired: true)
    );

    public static readonly IReadOnlyList<AcmeType> All = [People, Companies, Todos, Notes];

    public string Name => name;

    public string IdPrefix => idPrefix;

    public AcmeField[] Fields => fields;

    /// <summary>Whether records hang on a person.</summary>
    public bool IsChild => this == Todos || this == Notes;

    /// <summary>The fields a listing may be filtered by, as (query parameter, ordinal).</summary>
    public IReadOnlyList<(string Parameter, int Ordinal)> Filters =>
        _filters ??= [
            .. new[]
            {
                ("email", OrdinalOf("emailAddress")),
                ("phone", Math.Max(OrdinalOf("mobile"), OrdinalOf("phone"))),
                ("externalRef", OrdinalOf("externalRef")),
                ("companyId", OrdinalOf("companyId")),
            }.Where(filter => filter.Item2 >= 0),
        ];

    private IReadOnlyList<(string, int)>? _filters;

    public int OrdinalOf(string field) => Array.FindIndex(fields, f => f.Name == field);
}
