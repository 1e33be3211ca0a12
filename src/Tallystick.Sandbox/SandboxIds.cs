using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Tallystick.Sandbox;

/// <summary>Ids in HighLevel's shapes, from a seed.</summary>
internal sealed class SandboxIds(int seed)
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const string Hex = "0123456789abcdef";

    private readonly Lock _gate = new();
    private Random _random = new(seed);

    /// <summary>
    /// After a snapshot was read: from the seed again, the ids of what is there, and of what has been
    /// deleted, would be dealt out a second time, which HighLevel never does.
    /// </summary>
    public void GoOnFrom(ReadOnlySpan<byte> snapshot)
    {
        lock (_gate)
            _random = new Random(SeedOf(seed, snapshot));
    }

    /// <summary>The same for the same snapshot.</summary>
    public static int SeedOf(int seed, ReadOnlySpan<byte> snapshot) =>
        seed ^ BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(snapshot));

    /// <summary>20 letters and digits: contacts, tasks, notes, tags, fields.</summary>
    public string Next() => Make(Letters, 20);

    /// <summary>24 hex digits: businesses and other newer records.</summary>
    public string NextHex() => Make(Hex, 24);

    public string NextUuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (_gate)
            _random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }

    private string Make(string alphabet, int length)
    {
        lock (_gate)
            return string.Create(
                length,
                (_random, alphabet),
                static (span, state) =>
                {
                    for (var i = 0; i < span.Length; i++)
                        span[i] = state.alphabet[state._random.Next(state.alphabet.Length)];
                }
            );
    }
}
