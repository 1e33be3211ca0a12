using Spectre.Console;
using Tallystick.Cli.Output;
using Tallystick.Connectors.Rest;

namespace Tallystick.Cli.Accounts;

/// <summary>The secrets that a manifest asks for: from the environment, and else from the person.</summary>
internal sealed class SecretPrompt(Terminal terminal, Func<string, string?> environment)
{
    /// <param name="given">NAME=VARIABLE for each secret.</param>
    public Dictionary<string, string> SecretsOf(
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

    private static UserException Usage(string message, string hint) =>
        new(message, hint, ExitCode.Usage);
}
