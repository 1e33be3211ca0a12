namespace Tallystick.Connectors.Rest;

/// <summary>How a call shows who it is from. Secrets stand here by name only.</summary>
public abstract record RestAuth
{
    private RestAuth() { }

    /// <summary>The names of the secrets that a connection must bring.</summary>
    public abstract IReadOnlyList<string> SecretNames { get; }

    public sealed record None : RestAuth
    {
        public override IReadOnlyList<string> SecretNames => [];
    }

    /// <summary>A key in a header or, where the app wants it so, in the query.</summary>
    public sealed record ApiKey(string? Header, string? Query, string Secret) : RestAuth
    {
        public override IReadOnlyList<string> SecretNames => [Secret];
    }

    /// <summary>RFC 6750.</summary>
    public sealed record Bearer(string Secret) : RestAuth
    {
        public override IReadOnlyList<string> SecretNames => [Secret];
    }

    /// <summary>RFC 7617.</summary>
    public sealed record Basic(string User, string Password) : RestAuth
    {
        public override IReadOnlyList<string> SecretNames => [User, Password];
    }

    /// <summary>RFC 6749: tokens that end and are renewed. The secrets are the app's registration's.</summary>
    public sealed record OAuth2 : RestAuth
    {
        /// <summary>The setting by which a connection names the account that a person connected.</summary>
        public const string AccountKey = "token";

        public RestGrant Grant { get; init; }

        /// <summary>Where a person allows it: whole, or a path at the app's own host. Null for client-credentials.</summary>
        public string? AuthorizeUrl { get; init; }

        /// <summary>Where tokens are given out.</summary>
        public required string TokenUrl { get; init; }

        /// <summary>Asked for, if a person does not choose others.</summary>
        public IReadOnlyList<string> Scopes { get; init; } = [];

        /// <summary>The secret that holds the client's id.</summary>
        public string ClientId { get; init; } = "client-id";

        /// <summary>The secret that holds the client's secret; null for a client that has none.</summary>
        public string? ClientSecret { get; init; }

        public RestClientAuth ClientAuth { get; init; }

        /// <summary>RFC 7636, S256.</summary>
        public bool UsesPkce { get; init; } = true;

        /// <summary>Added to the address of the page.</summary>
        public IReadOnlyDictionary<string, string> AuthorizeParams { get; init; } =
            new Dictionary<string, string>();

        /// <summary>Added to what the token endpoint is sent.</summary>
        public IReadOnlyDictionary<string, string> TokenParams { get; init; } =
            new Dictionary<string, string>();

        public override IReadOnlyList<string> SecretNames =>
            ClientSecret is null ? [ClientId] : [ClientId, ClientSecret];
    }
}

/// <summary>How an app gives out tokens.</summary>
public enum RestGrant
{
    /// <summary>A person allows it on a page of the app.</summary>
    AuthorizationCode,

    /// <summary>The client speaks for itself.</summary>
    ClientCredentials,
}

/// <summary>How a client shows the token endpoint who it is.</summary>
public enum RestClientAuth
{
    /// <summary>By fields of the form.</summary>
    Body,

    /// <summary>By a header, as RFC 6749 has it.</summary>
    Basic,
}

/// <summary>The spellings of <see cref="RestAuth"/> in a manifest.</summary>
public enum RestAuthKind
{
    None,
    ApiKey,
    Bearer,
    Basic,
    Oauth2,
}
