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
}

/// <summary>The spellings of <see cref="RestAuth"/> in a manifest.</summary>
public enum RestAuthKind
{
    None,
    ApiKey,
    Bearer,
    Basic,
}
