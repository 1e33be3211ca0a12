namespace Tallystick.HighLevel.Webhooks;

/// <summary>
/// The public keys that webhooks are verified with. HighLevel's are the same for all apps; several
/// may be given, so that a change of keys needs no gap.
/// </summary>
public sealed record WebhookKeys
{
    /// <summary>As HighLevel publishes them.</summary>
    public static WebhookKeys Published { get; } =
        new()
        {
            Ed25519 = ["MCowBQYDK2VwAyEAi2HR1srL4o18O8BRa7gVJY7G7bupbN3H9AwJrHCDiOg="],
            Rsa =
            [
                """
                    -----BEGIN PUBLIC KEY-----
                    MIICIjANBgkqhkiG9w0BAQEFAAOCAg8AMIICCgKCAgEAokvo/r9tVgcfZ5DysOSC
                    Frm602qYV0MaAiNnX9O8KxMbiyRKWeL9JpCpVpt4XHIcBOK4u3cLSqJGOLaPuXw6
                    dO0t6Q/ZVdAV5Phz+ZtzPL16iCGeK9po6D6JHBpbi989mmzMryUnQJezlYJ3DVfB
                    csedpinheNnyYeFXolrJvcsjDtfAeRx5ByHQmTnSdFUzuAnC9/GepgLT9SM4nCpv
                    uxmZMxrJt5Rw+VUaQ9B8JSvbMPpez4peKaJPZHBbU3OdeCVx5klVXXZQGNHOs8gF
                    3kvoV5rTnXV0IknLBXlcKKAQLZcY/Q9rG6Ifi9c+5vqlvHPCUJFT5XUGG5RKgOKU
                    J062fRtN+rLYZUV+BjafxQauvC8wSWeYja63VSUruvmNj8xkx2zE/Juc+yjLjTXp
                    IocmaiFeAO6fUtNjDeFVkhf5LNb59vECyrHD2SQIrhgXpO4Q3dVNA5rw576PwTzN
                    h/AMfHKIjE4xQA1SZuYJmNnmVZLIZBlQAF9Ntd03rfadZ+yDiOXCCs9FkHibELhC
                    HULgCsnuDJHcrGNd5/Ddm5hxGQ0ASitgHeMZ0kcIOwKDOzOU53lDza6/Y09T7sYJ
                    PQe7z0cvj7aE4B+Ax1ZoZGPzpJlZtGXCsu9aTEGEnKzmsFqwcSsnw3JB31IGKAyk
                    T1hhTiaCeIY/OwwwNUY2yvcCAwEAAQ==
                    -----END PUBLIC KEY-----
                    """,
            ],
        };

    /// <summary>Each as SubjectPublicKeyInfo in base64 or PEM, or the 32 bytes themselves in base64 or hexadecimal.</summary>
    public IReadOnlyList<string> Ed25519 { get; init; } = [];

    /// <summary>Each as PEM; for the signatures that are not sent any more after <see cref="RsaUntil"/>.</summary>
    public IReadOnlyList<string> Rsa { get; init; } = [];

    /// <summary>From then on a webhook that is signed in the old way only is refused.</summary>
    public DateTimeOffset RsaUntil { get; init; } = new(2026, 9, 1, 0, 0, 0, TimeSpan.Zero);
}
