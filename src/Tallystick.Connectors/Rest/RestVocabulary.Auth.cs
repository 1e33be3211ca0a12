namespace Tallystick.Connectors.Rest;

/// <summary>The ways to log in.</summary>
internal static partial class RestVocabulary
{
    private static VocabularySection AuthSection =>
        new(
            "auth",
            "How a call shows who it is from. Secrets stand here by name; the connection brings them.",
            [
                Must("kind", Words<RestAuthKind>(), "Which way."),
                May("header", Text, "For api-key: the header that carries the key."),
                May("query", Text, "For api-key: the query parameter, when there is no header."),
                May("secret", Text, "For api-key and bearer: name of the secret."),
                May("user", Text, "For basic: name of the secret that holds the user's name."),
                May("password", Text, "For basic: name of the secret that holds the password."),
                May(
                    "grant",
                    Words<RestGrant>(),
                    "For oauth2: a person allows it on a page of the app, or the client speaks for itself; authorization-code when left out."
                ),
                May(
                    "authorize-url",
                    Text,
                    "For oauth2: the page on which a person allows it; whole, or a path at the host of the base URL."
                ),
                May(
                    "token-url",
                    Text,
                    "For oauth2: where tokens are given out, in the same forms."
                ),
                May("scopes", Texts, "For oauth2: what is asked for."),
                May(
                    "client-id",
                    Text,
                    "For oauth2: name of the secret that holds the client's id; client-id when left out."
                ),
                May(
                    "client-secret",
                    Text,
                    "For oauth2: name of the secret that holds the client's secret; left out for a client that has none."
                ),
                May(
                    "client-auth",
                    Words<RestClientAuth>(),
                    "For oauth2: the client's id and secret go into the form, or into a header; body when left out."
                ),
                May("pkce", Flag, "For oauth2: S256 code challenges; true when left out."),
                May(
                    "authorize-params",
                    Map("name", "value"),
                    "For oauth2: added to the address of the page, such as access_type: offline."
                ),
                May(
                    "token-params",
                    Map("name", "value"),
                    "For oauth2: added to what the token endpoint is sent, such as audience."
                ),
            ]
        );
}
