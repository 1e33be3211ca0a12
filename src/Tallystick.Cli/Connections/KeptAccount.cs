using Tallystick.Cli.Accounts;
using Tallystick.Core.Mapping;

namespace Tallystick.Cli.Connections;

/// <summary>An account from the key store of a sync file that is written anew.</summary>
internal sealed record KeptAccount(string Name, Account Account)
{
    /// <summary>What connects it again.</summary>
    public string Command => Account.CommandOf(Name);

    /// <summary>The first of a manifest that does not come along; null where there is none.</summary>
    public static KeptAccount? OfManifest(string file, string manifest)
    {
        var book = BookOf(file);
        var name = book?.Names.FirstOrDefault(n => book.Find(n)!.Manifest == manifest);
        return name is null ? null : new KeptAccount(name, book!.Find(name)!);
    }

    /// <summary>The only one of the connector, or the one that is called as it; null where there is none.</summary>
    /// <param name="name">That one, and no other.</param>
    /// <exception cref="UserException">It is not there; or several are, and none was named.</exception>
    public static KeptAccount? Find(string file, string connector, string? name, string side)
    {
        var book = BookOf(file);
        var names = book?.Names.Where(n => book.Find(n)!.Connector == connector).ToArray() ?? [];
        if (name is not null && !names.Contains(name))
            throw new UserException(
                $"There is no {connector} account '{name}' (--{side}).",
                $"Connect it first: {Account.CommandOf(connector, name)}. {Suggestions.For(name, names)}".TrimEnd(),
                ExitCode.Usage
            );
        name ??=
            names.Contains(connector) ? connector
            : names is [var only] ? only
            : names.Length == 0 ? null
            : throw new UserException(
                $"There are several {connector} accounts (--{side}): {string.Join(", ", names)}.",
                $"Say which: --{side} {connector}:{names[0]}.",
                ExitCode.Usage
            );
        return name is null ? null : new KeptAccount(name, book!.Find(name)!);
    }

    private static AccountBook? BookOf(string file) =>
        ProcessKeyStores.Find(Path.ChangeExtension(file, ".db"));
}
