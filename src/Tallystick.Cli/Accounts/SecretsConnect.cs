using Spectre.Console;
using Tallystick.Cli.Output;
using Tallystick.Connectors.Rest;
using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Engine.Budgets;

namespace Tallystick.Cli.Accounts;

/// <summary>Connects an account of an app with a manifest: its secrets are tested, and kept.</summary>
internal sealed class SecretsConnect(
    Terminal terminal,
    TimeProvider time,
    Func<string, string?> environment
)
{
    /// <param name="manifestPath">For an app that does not come along.</param>
    /// <param name="given">NAME=VARIABLE for each secret.</param>
    public async Task<Account> ConnectAsync(
        ConnectRequest request,
        string? manifestPath,
        IReadOnlyList<string> given,
        CancellationToken cancellationToken
    )
    {
        var manifest = ManifestOf(request.Connector, manifestPath);
        var secrets = SecretsOf(manifest, request, given);
        var address =
            request.BaseUrl
            ?? (request.IsRotation ? request.Before?.BaseUrl : null)
            ?? AddressInFile(request)
            ?? manifest.BaseUrl;
        await TestAsync(manifest, secrets, address, cancellationToken);
        var account = new Account
        {
            Connector = request.Connector,
            Kind = AccountKind.Secrets,
            ConnectedAt = time.GetUtcNow(),
            BaseUrl = request.BaseUrl ?? request.Before?.BaseUrl,
            Values = secrets,
        };
        request.Book.Save(request.Name, account);
        return account;
    }

    private static RestManifest ManifestOf(string connector, string? path)
    {
        if (path is not null)
            return RestManifest.Load(Path.GetFullPath(path));
        return RestManifests.Find(connector)
            ?? throw new UserException(
                $"There is no app '{connector}' whose secrets could be kept.",
                connector == "rest"
                    ? "Name its manifest: --manifest FILE."
                    : Suggestions.For(connector, ["highlevel", "rest", .. RestManifests.Names]),
                ExitCode.Usage
            );
    }

    private Dictionary<string, string> SecretsOf(
        RestManifest manifest,
        ConnectRequest request,
        IReadOnlyList<string> given
    )
    {
        var names = manifest.Auth.SecretNames;
        if (names.Count == 0)
            throw Usage($"{manifest.Title} needs no secret.", "There is nothing to connect.");
        var secrets = given.Select(g => SecretOf(g, names)).ToDictionary(s => s.Name, s => s.Value);
        if (request.Token is { } token)
        {
            if (names is not [var only])
                throw Usage(
                    $"{manifest.Title} has several secrets: {string.Join(", ", names)}.",
                    "Give each with --secret-env NAME=VARIABLE."
                );
            secrets[only] = token;
        }
        foreach (var name in names.Where(n => !secrets.ContainsKey(n)))
            secrets[name] = Ask(manifest, name);
        return secrets;
    }

    private (string Name, string Value) SecretOf(string given, IReadOnlyList<string> names)
    {
        if (given.Split('=', 2) is not [var name, var variable] || !names.Contains(name))
            throw Usage(
                $"'{given}' does not name a secret.",
                $"Write NAME=VARIABLE, where NAME is one of {string.Join(", ", names)}."
            );
        return environment(variable) is { Length: > 0 } value
            ? (name, value.Trim())
            : throw Usage($"The environment variable {variable} is not set.", "Set it first.");
    }

    private string Ask(RestManifest manifest, string name) =>
        terminal.IsInteractive
            ? terminal.Console.Prompt(
                new TextPrompt<string>(
                    $"{Markup.Escape(name)} of {Markup.Escape(manifest.Title)}:"
                ).Secret(null)
            )
            : throw Usage(
                $"The secret '{name}' of {manifest.Title} is missing.",
                $"Give it with --secret-env {name}=VARIABLE."
            );

    private static Uri? AddressInFile(ConnectRequest request) =>
        request.File?.Connections.Values.FirstOrDefault(c =>
            c.Connector == request.Connector
            && c.Keys.Any(k =>
                c.SecretName(k) is { } secret && secret.Split('.')[0] == request.Name
            )
        )
            is { } connection
        && Uri.TryCreate(connection.Text("base-url"), UriKind.Absolute, out var address)
            ? address
            : null;

    /// <summary>What the app refuses is not kept; what cannot be told is.</summary>
    private async Task TestAsync(
        RestManifest manifest,
        Dictionary<string, string> secrets,
        Uri? address,
        CancellationToken cancellationToken
    )
    {
        var budget = new Budget("connect", time, new Random(1));
        await using var connector = new RestConnector(
            manifest,
            new RestSettings { BaseUrl = address, Secrets = secrets },
            budget,
            time
        );
        foreach (var finding in await connector.TestAsync(cancellationToken))
        {
            if (finding is { Level: FindingLevel.Bad, Topic: "credentials" })
                throw new UserException(
                    finding.Message,
                    $"{finding.Hint} Nothing was changed.".TrimStart()
                );
            if (finding.Level is not FindingLevel.Good)
                terminal.Error.WriteLine($"tally: warning: {finding.Message} {finding.Hint}");
        }
    }

    private static UserException Usage(string message, string hint) =>
        new(message, hint, ExitCode.Usage);
}
