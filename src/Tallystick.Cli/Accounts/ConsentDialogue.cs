using System.Security.Cryptography;
using Tallystick.Cli.Output;

namespace Tallystick.Cli.Accounts;

/// <summary>
/// Sends a person to a page of the app, on which they allow it, and waits for the code: until the
/// browser comes back to this machine, or the person pastes where it was sent.
/// </summary>
internal sealed class ConsentDialogue(Terminal terminal, TimeProvider time)
{
    private static readonly TimeSpan ConsentMax = TimeSpan.FromMinutes(10);

    /// <param name="page">The page for an address that it leads back to and a state that comes back.</param>
    /// <param name="request">What the person is to do there.</param>
    /// <returns>The code, and the address that it was sent to.</returns>
    public async Task<(string Code, Uri Redirect)> AskAsync(
        InstallRequest install,
        Func<Uri, string, Uri> page,
        string request,
        IReadOnlyList<string> scopes,
        CancellationToken cancellationToken
    )
    {
        var state = RandomNumberGenerator.GetHexString(32, lowercase: true);
        return install.IsPasted
            ? await PastedAsync(install, page, request, scopes, state, cancellationToken)
            : await CalledBackAsync(install, page, request, scopes, state, cancellationToken);
    }

    private async Task<(string Code, Uri Redirect)> PastedAsync(
        InstallRequest install,
        Func<Uri, string, Uri> page,
        string request,
        IReadOnlyList<string> scopes,
        string state,
        CancellationToken cancellationToken
    )
    {
        var redirect =
            install.Redirect
            ?? throw new UserException(
                "Where does your app lead back to?",
                "Give --redirect URL, one of the addresses that are registered with the app.",
                ExitCode.Usage
            );
        Show(page(redirect, state), request, scopes);
        terminal.Say("Then paste the address that the browser was sent to, or the code in it:");
        var text = await Console.In.ReadLineAsync(cancellationToken) ?? "";
        var callback = Callback.OfPasted(text);
        // Who pastes has looked, so a state that did not come back is let pass; a wrong one is not.
        if (callback.State is { } came && came != state)
            throw new UserException(
                "That address is the answer to another page than the one above.",
                "Run the command again, and open the address that it prints."
            );
        return (
            callback.Code is { Length: > 0 } code
                ? code
                : throw new UserException(
                    callback.Error is null ? "There is no code in that." : "It was not allowed.",
                    "Run the command again, and paste the whole address."
                ),
            redirect
        );
    }

    private async Task<(string Code, Uri Redirect)> CalledBackAsync(
        InstallRequest install,
        Func<Uri, string, Uri> page,
        string request,
        IReadOnlyList<string> scopes,
        string state,
        CancellationToken cancellationToken
    )
    {
        await using var listener = await CallbackListener.StartAsync(
            install.Port,
            state,
            cancellationToken
        );
        var redirect = install.Redirect ?? listener.Address;
        Show(page(redirect, state), request, scopes);
        terminal.Say($"Waiting on {listener.Address} for the browser to come back …");
        try
        {
            var callback = await listener.WaitAsync(ConsentMax, time, cancellationToken);
            return (
                callback.Code
                    ?? throw new UserException("It was not allowed.", "Nothing was changed."),
                redirect
            );
        }
        catch (TimeoutException)
        {
            throw new UserException(
                $"Nobody came back within {ConsentMax.TotalMinutes:0} minutes.",
                "Run the command again; with --paste if the browser cannot reach this machine."
            );
        }
    }

    private void Show(Uri page, string request, IReadOnlyList<string> scopes)
    {
        terminal.Emit(
            "open",
            w =>
            {
                w.WriteString("url", page.AbsoluteUri);
                w.WriteStartArray("scopes");
                foreach (var scope in scopes)
                    w.WriteStringValue(scope);
                w.WriteEndArray();
            }
        );
        terminal.Say(request);
        terminal.Log(page.AbsoluteUri);
        if (scopes.Count > 0)
            terminal.Say($"Scopes: {string.Join(", ", scopes)}");
    }
}
