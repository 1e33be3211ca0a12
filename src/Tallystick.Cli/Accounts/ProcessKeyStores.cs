using System.Collections.Concurrent;
using Tallystick.Storage.Secrets;

namespace Tallystick.Cli.Accounts;

/// <summary>The key stores that this process has opened; they stay open to its end.</summary>
internal static class ProcessKeyStores
{
    private static readonly ConcurrentDictionary<string, Lazy<AccountBook>> Open = new();

    /// <summary>Where the master keys are, by the environment and else in the user's configuration.</summary>
    public static MasterKeySource Source =>
        new(
            Path.Combine(
                Environment.GetFolderPath(
                    Environment.SpecialFolder.ApplicationData,
                    Environment.SpecialFolderOption.DoNotVerify
                ),
                "tallystick",
                "keys"
            ),
            NullIfEmpty(ProcessEnvironment.Get(MasterKeySource.FileVariable)),
            NullIfEmpty(ProcessEnvironment.Get(MasterKeySource.Variable))
        );

    /// <summary>Made where it is missing.</summary>
    public static AccountBook For(string statePath) =>
        Open.GetOrAdd(
            KeyStore.PathFor(statePath),
            path => new Lazy<AccountBook>(() =>
                new AccountBook(KeyStore.Open(path, Source, TimeProvider.System))
            )
        ).Value;

    /// <summary>Null where there is none.</summary>
    public static AccountBook? Find(string statePath) =>
        File.Exists(KeyStore.PathFor(statePath)) ? For(statePath) : null;

    /// <summary>For <c>${secret:NAME}</c> in sync files.</summary>
    public static string? Value(string statePath, string name) => Find(statePath)?.Value(name);

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
