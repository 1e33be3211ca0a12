using Tallystick.Core.Mapping;
using Tallystick.Engine.Runs;
using Tallystick.Tests.Engine.References;

namespace Tallystick.Tests.Engine.Verifying;

/// <summary>A verification judges by what may flow: what no run will ever write is no difference.</summary>
public sealed class VerdictTests
{
    [Fact]
    public async Task An_edit_that_a_one_way_mode_keeps_back_is_held_until_the_source_changes()
    {
        await using var bench = await StartAsync(s => s with { Mode = SyncMode.ToRight });
        bench.Right.Edit("r0001", "city", "Rome");
        bench.Right.Edit("r0001", "tags", "t1;new");

        (await bench.SyncAsync()).Updated.Total.ShouldBe(0);
        var verified = await bench.VerifyAsync();

        (verified.Different, verified.Held, verified.Equal).ShouldBe((0, 1, 1));
        verified
            .Differences.Select(d => (d.Field, d.Why))
            .ShouldBe([
                ("city", "the sync's mode keeps the edit back"),
                ("tags", "the sync's mode keeps the edit back"),
            ]);
        bench.Left.Edit("l0001", "city", "Oslo");
        (await bench.VerifyAsync()).Different.ShouldBe(1);
        await bench.SyncAsync();
        bench.Right["r0001", "city"].ShouldBe("Oslo");
    }

    [Fact]
    public async Task A_record_whose_time_alone_has_moved_is_not_the_newest()
    {
        await using var town = await Town.OpenAsync();
        town.Left.HasTrustworthyTimes = town.Right.HasTrustworthyTimes = true;
        town.Configure = s => s with { Mode = SyncMode.ToRight, Conflict = ConflictPolicy.Newest };
        var ada = town.Left.Add("contact", ("email", "ada@x.org"), ("name", "Ada"));
        town.Time.Advance(TimeSpan.FromMinutes(1));
        town.Right.Add("person", ("email", "ada@x.org"), ("name", "Ada Lovelace"));
        await town.SyncAsync();

        town.Time.Advance(TimeSpan.FromMinutes(1));
        town.Left.Touch("contact", ada);
        var writes = (await town.SyncAsync())["contacts"].Writes;
        var verified = await town.SessionOf(town.Streams().Single(s => s.Name == "crm/contacts"))
            .VerifyAsync(new RunOptions(), default);

        writes.ShouldBe(0);
        (verified.Different, verified.Held).ShouldBe((0, 1));
        verified.Differences.Single().Why.ShouldBe("the sync's mode keeps the edit back");
    }

    [Fact]
    public async Task What_was_the_newest_before_a_write_moved_its_time_is_still_kept_back()
    {
        await using var town = await Town.OpenAsync();
        town.Left.HasTrustworthyTimes = town.Right.HasTrustworthyTimes = true;
        town.Configure = s => s with { Mode = SyncMode.ToRight, Conflict = ConflictPolicy.Newest };
        var acme = town.Left.Add("company", ("name", "Acme"));
        town.Left.Add("contact", ("email", "ada@x.org"), ("name", "Ada"), ("company", acme));
        town.Time.Advance(TimeSpan.FromMinutes(1));
        town.Right.Add("person", ("email", "ada@x.org"), ("name", "Ada Lovelace"));
        await town.SyncAsync();
        var contacts = town.SessionOf(town.Streams().Single(s => s.Name == "crm/contacts"));

        var verified = await contacts.VerifyAsync(new RunOptions(), default);

        town.Right.Show("person", "name", "firm").ShouldBe("name=Ada Lovelace, firm=r2");
        verified.Differences.Single().Why.ShouldBe("the sync's mode keeps the edit back");
        town.Right.Edit("person", town.Right.OnlyId("person"), "name", "Ada King");
        (await contacts.VerifyAsync(new RunOptions(), default)).InSync.ShouldBeTrue();
        town.Left.Edit("contact", town.Left.OnlyId("contact"), "name", "Ada B.");
        (await contacts.VerifyAsync(new RunOptions(), default)).InSync.ShouldBeFalse();
    }

    [Fact]
    public async Task Who_has_left_the_filter_of_a_side_whose_listings_are_proof_is_not_missing()
    {
        await using var bench = await SyncBench.StartAsync(
            2,
            s => s with { RightFilter = new Dictionary<string, string> { ["phone"] = "1" } },
            areFiles: true
        );
        bench.Right.Count.ShouldBe(2);

        var verified = await bench.VerifyAsync();

        verified.Missing.Total.ShouldBe(0);
        verified.InSync.ShouldBeTrue();
        verified.OutsideFilter.ShouldBe(2);
    }

    [Fact]
    public async Task Pairs_that_have_left_the_filter_are_counted_and_not_compared()
    {
        await using var bench = await SyncBench.StartAsync(
            8,
            s => s with { LeftFilter = new Dictionary<string, string> { ["phone"] = "" } }
        );
        bench.Left.Edit("l0003", "phone", "1");
        bench.Right.Edit("r0003", "city", "Rome");
        bench.Left.Edit("l0004", "phone", "1");
        bench.Left.Delete("l0005");
        await bench.SyncAsync();

        var verified = await bench.VerifyAsync();

        (verified.Compared, verified.OutsideFilter, verified.InSync).ShouldBe((5, 2, true));
    }

    [Fact]
    public async Task An_edit_that_the_next_run_carries_over_is_different_in_every_mode_that_lets_it()
    {
        await using var bench = await StartAsync(s => s with { Mode = SyncMode.ToRight });

        bench.Left.Edit("l0001", "city", "Rome");

        (await bench.VerifyAsync()).Different.ShouldBe(1);
        bench.Stream = bench.Stream with { Mode = SyncMode.Observe };
        (await bench.VerifyAsync()).Held.ShouldBe(1);
    }

    [Fact]
    public async Task A_field_that_nothing_may_fill_is_as_it_should_be()
    {
        await using var bench = await StartAsync(s =>
            s with
            {
                Mode = SyncMode.ToLeft,
                Fields = With(s, "city", p => p with { FillOnly = true }),
            }
        );
        var left = bench.Left.IdOf("p1@x");
        bench.Left.Edit(left, "city", "Rome");
        bench.Right.Edit(bench.Right.IdOf("p1@x"), "city", "");

        (await bench.SyncAsync()).Updated.Total.ShouldBe(0);

        (await bench.VerifyAsync()).Equal.ShouldBe(2);
        bench.Left.Edit(left, "city", "");
        bench.Right.Edit(bench.Right.IdOf("p1@x"), "city", "Oslo");
        (await bench.VerifyAsync()).Different.ShouldBe(1);
    }

    [Fact]
    public async Task What_the_two_transforms_of_a_pair_settle_on_is_equal()
    {
        await using var bench = await StartAsync(s =>
            s with
            {
                Fields = With(
                    s,
                    "city",
                    p =>
                        p with
                        {
                            ToLeft = "{{ value | default: 'Paris' }}",
                            ToRight = "{{ value }}",
                        }
                ),
            }
        );
        bench.Right.Add(("email", "p3@x"));

        await bench.SyncAsync();
        bench.Left[bench.Left.IdOf("p3@x"), "city"].ShouldBe("Paris");
        (await bench.SyncAsync()).Writes.ShouldBe(0);

        (await bench.VerifyAsync()).Equal.ShouldBe(3);
        bench.Left.Edit(bench.Left.IdOf("p3@x"), "city", "Rome");
        (await bench.VerifyAsync()).Different.ShouldBe(1);
    }

    [Fact]
    public async Task A_transform_that_makes_nothing_of_a_value_is_no_difference_where_empty_does_not_overwrite()
    {
        await using var bench = await StartAsync(s =>
            s with
            {
                Fields = With(
                    s,
                    "city",
                    p =>
                        p with
                        {
                            Direction = Direction.ToRight,
                            EmptyOverwrites = false,
                            ToRight = "{% if value != 'none' %}{{ value }}{% endif %}",
                        }
                ),
            }
        );
        bench.Left.Edit("l0001", "city", "none");

        (await bench.SyncAsync()).Writes.ShouldBe(0);

        (await bench.VerifyAsync()).Equal.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_entered_where_the_source_is_empty_is_different_until_it_is_put_back()
    {
        await using var bench = await StartAsync(s =>
            s with
            {
                Fields = With(s, "city", p => p with { Direction = Direction.ToRight }),
            }
        );
        bench.Left.Edit("l0001", "city", "");
        await bench.SyncAsync();

        bench.Right.Edit("r0001", "city", "Rome");

        (await bench.VerifyAsync()).Different.ShouldBe(1);
        await bench.SyncAsync();
        bench.Right["r0001", "city"].ShouldBe("");
        (await bench.VerifyAsync()).Equal.ShouldBe(2);
    }

    [Fact]
    public async Task What_the_target_of_a_one_way_field_had_at_the_first_meeting_stays_and_is_equal()
    {
        await using var bench = await SyncBench.StartAsync(
            0,
            s => s with { Fields = With(s, "city", p => p with { Direction = Direction.ToRight }) }
        );
        bench.Left.Add(("email", "p1@x"));
        var right = bench.Right.Add(("email", "p1@x"), ("city", "Rome"));

        await bench.SyncAsync();

        bench.Right[right, "city"].ShouldBe("Rome");
        (await bench.VerifyAsync()).Equal.ShouldBe(1);
    }

    /// <summary>Modes, directions, rules and edits at random: what a run has settled is never different.</summary>
    [Fact]
    public async Task Right_after_a_run_that_had_nothing_left_to_write_nothing_is_different()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var random = new Random(seed);
            await using var bench = await SyncBench.StartAsync(0, s => Some(random, s));
            foreach (var app in new[] { bench.Left, bench.Right })
                for (var i = 1; i <= 3; i++)
                    app.Add(("email", $"p{i}@x"));
            for (var round = 1; round <= 3; round++)
            {
                foreach (var app in new[] { bench.Left, bench.Right })
                foreach (var id in app.Ids)
                foreach (var key in new[] { "phone", "name", "city", "tags" })
                    if (random.Next(3) == 0)
                        app.Edit(id, key, One(random, "", "a", "b", "none"));
                for (var run = 1; (await bench.SyncAsync()).Writes > 0; run++)
                    run.ShouldBeLessThan(5);

                var verified = await bench.VerifyAsync();

                verified.Different.ShouldBe(
                    0,
                    $"seed {seed}, round {round}, {bench.Stream.Mode}: {string.Join("\n", verified.Differences)}\n{string.Join("\n", bench.Stream.Fields)}"
                );
            }
        }
    }

    private static StreamDefinition Some(Random random, StreamDefinition stream) =>
        stream with
        {
            Mode = One(
                random,
                SyncMode.TwoWay,
                SyncMode.ToLeft,
                SyncMode.ToRight,
                SyncMode.Observe
            ),
            Conflict = One(random, ConflictPolicy.Left, ConflictPolicy.Right, ConflictPolicy.Ask),
            Fields = [.. stream.Fields.Select(f => f.Left == "email" ? f : Some(random, f))],
        };

    private static FieldPair Some(Random random, FieldPair pair)
    {
        var isSet = pair.Left == "tags";
        var direction = One(random, Direction.Both, Direction.ToLeft, Direction.ToRight);
        var hasTransforms = !isSet && random.Next(3) == 0;
        return pair with
        {
            Direction = direction,
            FillOnly = random.Next(4) == 0,
            EmptyOverwrites = random.Next(3) > 0,
            ToLeft =
                hasTransforms && direction is not Direction.ToRight
                    ? "{{ value | default: 'b' }}"
                    : null,
            ToRight =
                hasTransforms && direction is not Direction.ToLeft
                    ? "{% if value != 'none' %}{{ value }}{% endif %}"
                    : null,
        };
    }

    private static T One<T>(Random random, params T[] choices) =>
        choices[random.Next(choices.Length)];

    /// <summary>Two people in step both ways, and then other rules.</summary>
    private static async Task<SyncBench> StartAsync(Func<StreamDefinition, StreamDefinition> with)
    {
        var bench = await SyncBench.StartAsync(2);
        bench.Stream = with(bench.Stream);
        return bench;
    }

    private static FieldPair[] With(
        StreamDefinition stream,
        string field,
        Func<FieldPair, FieldPair> with
    ) => [.. stream.Fields.Select(f => f.Left == field ? with(f) : f)];
}
