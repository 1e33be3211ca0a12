using System.Globalization;

namespace Tallystick.EndToEnd.Tests.Storm;

/// <summary>People at both desks, who do one thing after the other and remember what they did.</summary>
internal sealed class StormPeople(IDeskPeople highLevel, IDeskPeople acme, int seed)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(3);

    private readonly Random _random = new(seed);
    private readonly List<Deed> _deeds = [];
    private readonly Dictionary<Desk, (IReadOnlyList<Held> People, DateTimeOffset At)> _views = [];
    private int _names;

    public IReadOnlyList<Deed> Deeds => _deeds;

    public IDeskPeople this[Desk desk] => desk is Desk.HighLevel ? highLevel : acme;

    /// <summary>Some people are on both sides from the start, some on one.</summary>
    public async Task SettleInAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var token = NewToken();
            if (i % 4 != 1)
                await CreateAsync(Desk.HighLevel, token);
            if (i % 4 != 2)
                await CreateAsync(Desk.Acme, token);
        }
    }

    public async Task WorkAsync(TimeSpan pauseMax, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await ActAsync();
            await Task.Delay(pauseMax * _random.NextDouble(), CancellationToken.None);
        }
    }

    private async Task ActAsync()
    {
        var desk = _random.Next(2) == 0 ? Desk.HighLevel : Desk.Acme;
        var chance = _random.Next(100);
        if (chance < 6)
        {
            await CreateAsync(desk, NewToken());
            return;
        }
        var people = await LookAsync(desk);
        if (people.Count == 0)
            return;
        var person = people[_random.Next(people.Count)];
        await (
            chance switch
            {
                < 62 => SetAsync(desk, person),
                < 82 => TagAsync(desk, person, NewValue(), add: true),
                < 94 when person.Tags.Length > 0 => TagAsync(
                    desk,
                    person,
                    person.Tags[_random.Next(person.Tags.Length)],
                    add: false
                ),
                >= 97 => DeleteAsync(desk, person),
                _ => Task.CompletedTask,
            }
        );
    }

    private async Task<IReadOnlyList<Held>> LookAsync(Desk desk)
    {
        var now = TimeProvider.System.GetUtcNow();
        if (!_views.TryGetValue(desk, out var view) || now - view.At > LookEvery)
            _views[desk] = view = (await this[desk].AllAsync(), now);
        return view.People;
    }

    private async Task CreateAsync(Desk desk, string token)
    {
        var city = NewValue();
        await this[desk].CreateAsync(token, NewValue(), city);
        Note(new Deed(desk, DeedKind.Created, token, "", city));
    }

    private async Task SetAsync(Desk desk, Held person)
    {
        var field = _random.Next(2) == 0 ? "city" : "first";
        var value = NewValue();
        if (await this[desk].SetAsync(person.Id, field, value))
            Note(new Deed(desk, DeedKind.Set, person.Token, field, value) { Id = person.Id });
    }

    private async Task TagAsync(Desk desk, Held person, string tag, bool add)
    {
        if (await this[desk].TagAsync(person.Id, tag, add))
            Note(
                new Deed(
                    desk,
                    add ? DeedKind.TagAdded : DeedKind.TagRemoved,
                    person.Token,
                    "tags",
                    tag
                )
                {
                    Id = person.Id,
                }
            );
    }

    private void Note(Deed deed) =>
        _deeds.Add(deed with { Number = _deeds.Count, At = TimeProvider.System.GetUtcNow() });

    private async Task DeleteAsync(Desk desk, Held person)
    {
        if (await this[desk].DeleteAsync(person.Id))
            Note(new Deed(desk, DeedKind.Deleted, person.Token, "", "") { Id = person.Id });
    }

    private string NewToken() => string.Create(CultureInfo.InvariantCulture, $"t{++_names}t");

    private string NewValue() => string.Create(CultureInfo.InvariantCulture, $"v{++_names}v");
}
