using System.Net.Http.Json;
using Tallystick.Sandbox.People;

namespace Tallystick.Cli.Demo;

/// <summary>People at both systems' screens, editing.</summary>
internal sealed class DemoEdits(DemoWorld world, int seed) : IDisposable
{
    private readonly HttpClient _acme = new() { BaseAddress = world.Acme.BaseAddress };
    private readonly Random _random = new(seed);
    private int _round;

    /// <summary>A few edits on each side; returns how many.</summary>
    public async Task<(int Left, int Right)> MakeAsync(CancellationToken cancellationToken)
    {
        _round++;
        var left = world
            .HighLevel.EditAtRandom(_random.Next(1, 4), seed + _round)
            .Distinct()
            .Count();
        var right = _random.Next(1, 4);
        for (var i = 0; i < right; i++)
        {
            var id = world.AcmeIds[_random.Next(world.AcmeIds.Count)];
            var person = SandboxPeople.Generate(seed, 2_000_000 + (_round * 10) + i);
            using var response = await _acme.PatchAsJsonAsync(
                $"_acme/people/{id}",
                Change(person),
                cancellationToken
            );
            response.EnsureSuccessStatusCode();
        }
        return (left, right);
    }

    public void Dispose() => _acme.Dispose();

    private Dictionary<string, object> Change(SandboxPerson person) =>
        _random.Next(4) switch
        {
            0 => new() { ["givenName"] = person.FirstName },
            1 => new() { ["street"] = person.Street },
            2 => new() { ["labels"] = person.Tags.Append($"round {_round}").ToArray() },
            _ => new() { ["town"] = person.City, ["region"] = person.State },
        };
}
