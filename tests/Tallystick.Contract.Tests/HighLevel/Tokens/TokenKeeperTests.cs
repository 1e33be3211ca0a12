using Tallystick.HighLevel;
using Tallystick.HighLevel.Tokens;

namespace Tallystick.Contract.Tests.HighLevel.Tokens;

/// <summary>Tokens that end are renewed once, whoever asks and whatever dies in between.</summary>
public sealed class TokenKeeperTests
{
    private static CancellationToken Token => TokenRig.Token;

    [Fact]
    public async Task Fifty_calls_at_once_with_an_expired_token_refresh_it_once()
    {
        await using var rig = await TokenRig.StartAsync();
        var client = rig.Client(rig.Keeper());
        rig.Time.Advance(TimeSpan.FromDays(2));

        await CallAsync(client, 50);

        (await rig.CountsAsync()).ShouldBe((1, 0, 0));
    }

    [Fact]
    public async Task Fifty_calls_at_once_whose_token_was_revoked_refresh_it_once()
    {
        await using var rig = await TokenRig.StartAsync();
        var client = rig.Client(rig.Keeper());
        await CallAsync(client, 1);
        await rig.PostAsync("oauth/revoke", new { refreshTokens = false });

        await CallAsync(client, 50);

        (await rig.CountsAsync()).ShouldBe((1, 0, 0));
    }

    [Fact]
    public async Task Those_that_share_a_store_refresh_once_together()
    {
        await using var rig = await TokenRig.StartAsync();
        var clients = Enumerable.Range(0, 5).Select(_ => rig.Client(rig.Keeper())).ToList();
        rig.Time.Advance(TimeSpan.FromDays(2));

        await Task.WhenAll(clients.Select(c => CallAsync(c, 10)));

        (await rig.CountsAsync()).ShouldBe((1, 0, 0));
    }

    [Fact]
    public async Task A_crash_between_refresh_and_store_is_made_good_within_the_grace()
    {
        await using var rig = await TokenRig.StartAsync();
        rig.Time.Advance(TimeSpan.FromDays(2));
        await CrashAsync(rig);

        var client = rig.Client(rig.Keeper());
        var call = CallAsync(client, 1);
        rig.Time.Advance(TimeSpan.FromSeconds(20));
        await call;

        (await rig.CountsAsync()).ShouldBe((1, 1, 0));
        rig.Time.Advance(TimeSpan.FromDays(2));
        await CallAsync(client, 1);
        (await rig.CountsAsync()).ShouldBe((2, 1, 0));
    }

    [Fact]
    public async Task A_lost_refresh_token_is_told_without_asking_again_until_the_app_is_connected_anew()
    {
        await using var rig = await TokenRig.StartAsync();
        rig.Time.Advance(TimeSpan.FromDays(2));
        await CrashAsync(rig);
        rig.Time.Advance(TokenKeeper.Grace + TimeSpan.FromSeconds(5));

        var client = rig.Client(rig.Keeper());
        for (var i = 0; i < 3; i++)
            (await RefusedAsync(client)).Problem.ShouldBe(HighLevelProblem.InstallLost);
        (await RefusedAsync(rig.Client(rig.Keeper()))).Message.ShouldContain("connected again");
        (await rig.CountsAsync()).ShouldBe((1, 0, 1));

        await rig.ConnectAsync();
        await CallAsync(client, 1);
    }

    [Fact]
    public async Task A_holder_that_wakes_up_after_its_lease_still_saves_the_tokens_that_it_got()
    {
        await using var rig = await TokenRig.StartAsync();
        rig.Time.Advance(TimeSpan.FromDays(2));
        var frozen = new FrozenStore(rig.Store);
        var first = CallAsync(rig.Client(rig.Keeper(frozen)), 1);
        await frozen.IsSaving;
        rig.Time.Advance(TokenKeeper.Grace + TimeSpan.FromSeconds(5));
        (await RefusedAsync(rig.Client(rig.Keeper()))).Problem.ShouldBe(
            HighLevelProblem.InstallLost
        );

        frozen.GoOn();
        await first;

        await CallAsync(rig.Client(rig.Keeper()), 1);
    }

    [Fact]
    public async Task An_answer_that_is_lost_on_the_way_is_asked_for_again()
    {
        await using var rig = await TokenRig.StartAsync();
        rig.Time.Advance(TimeSpan.FromDays(2));
        await CallAsync(rig.Client(rig.Keeper(handler: new LosingHandler())), 1);
        (await rig.CountsAsync()).ShouldBe((1, 1, 0));
    }

    [Fact]
    public async Task A_caller_that_gives_up_does_not_lose_what_is_being_refreshed()
    {
        await using var rig = await TokenRig.StartAsync();
        rig.Time.Advance(TimeSpan.FromDays(2));
        var frozen = new FrozenStore(rig.Store);
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var call = rig.Keeper(frozen).GetAsync(impatient.Token).AsTask();
        await frozen.IsSaving;
        await impatient.CancelAsync();
        frozen.GoOn();
        await call;
        (await rig.Store.FindAsync(TokenRig.Name, Token))!.Version.ShouldBe(2);
    }

    [Fact]
    public async Task A_missing_scope_is_not_mended_by_a_refresh()
    {
        await using var rig = await TokenRig.StartAsync();
        var client = rig.Client(rig.Keeper());
        var e = await Should.ThrowAsync<HighLevelException>(() =>
            client.ListCustomFieldsAsync(Token)
        );
        e.Problem.ShouldBe(HighLevelProblem.MissingScope);
        e.Operation.Scope.ShouldBe("locations/customFields.readonly");
        (await rig.CountsAsync()).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task An_agencys_token_where_a_locations_is_needed_is_not_mended_by_a_refresh()
    {
        await using var rig = await TokenRig.StartAsync("company");
        var client = rig.Client(rig.Keeper());
        var e = await Should.ThrowAsync<HighLevelException>(() =>
            client.GetContactAsync(Api.C1, Token)
        );
        e.Problem.ShouldBe(HighLevelProblem.WrongTokenClass);
        (await rig.CountsAsync()).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task An_api_that_refuses_every_token_is_not_answered_with_refresh_upon_refresh()
    {
        await using var rig = await TokenRig.StartAsync();
        await rig.PostAsync("faults", new { unauthorized = true });
        var client = rig.Client(rig.Keeper());
        for (var i = 0; i < 4; i++)
            (await RefusedAsync(client)).Problem.ShouldBe(HighLevelProblem.InvalidToken);
        (await rig.CountsAsync()).ShouldBe((1, 0, 0));
    }

    [Fact]
    public async Task A_suspended_location_loses_nothing()
    {
        await using var rig = await TokenRig.StartAsync();
        var location = rig.Client(rig.Keeper()).LocationId;
        rig.Time.Advance(TimeSpan.FromDays(2));
        await rig.PostAsync("oauth/suspend", new { locationId = location });
        var client = rig.Client(rig.Keeper());
        (await RefusedAsync(client)).Problem.ShouldBe(HighLevelProblem.Inactive);
        await rig.PostAsync("oauth/suspend", new { locationId = location, active = true });
        await CallAsync(client, 1);
    }

    [Fact]
    public async Task A_locations_tokens_are_made_of_its_agencys_when_they_are_needed()
    {
        await using var rig = await TokenRig.StartAsync("company");
        await rig.PostAsync("faults", new { installRaceSeconds = 0.5 });
        var oauth = rig.OAuth();
        var company = rig.Keeper();
        var client = rig.Client(
            new TokenKeeper(
                rig.Store,
                "crm/location",
                new LocationTokens(
                    company,
                    "5DP4iH6HLkQsiKESj6rh",
                    "ve9EPM428h8vShlRW1KT",
                    oauth,
                    rig.Time
                ),
                rig.Time
            )
        );
        await CallAsync(client, 5);
        rig.Time.Advance(TimeSpan.FromDays(2));
        await CallAsync(client, 5);
        (await rig.CountsAsync()).ShouldBe((1, 0, 0));
        (
            await oauth.InstalledLocationsAsync(
                await company.GetAsync(Token),
                "5DP4iH6HLkQsiKESj6rh",
                Token
            )
        ).Count.ShouldBe(2);
    }

    [Fact]
    public async Task While_a_private_token_is_rotated_the_old_one_serves_if_the_new_one_is_refused()
    {
        await using var rig = await TokenRig.StartAsync();
        await CallAsync(rig.Client(new FixedToken("pit-unknown", "pit-sandbox-full")), 3);
        (await RefusedAsync(rig.Client(new FixedToken("pit-unknown")))).Problem.ShouldBe(
            HighLevelProblem.InvalidToken
        );
    }

    [Fact]
    public async Task No_text_form_shows_a_token_or_a_secret()
    {
        await using var rig = await TokenRig.StartAsync();
        var tokens = (await rig.Store.FindAsync(TokenRig.Name, Token))!;
        foreach (var text in (string[])[$"{tokens}", $"{tokens.Tokens}", $"{rig.App}"])
        {
            text.ShouldNotContain(tokens.Tokens.AccessToken);
            text.ShouldNotContain(tokens.Tokens.RefreshToken!);
            text.ShouldNotContain(rig.App.ClientSecret);
        }
    }

    private static async Task CallAsync(HighLevelClient client, int count)
    {
        var answers = await Task.WhenAll(
            Enumerable.Range(0, count).Select(_ => client.GetLocationAsync(Token))
        );
        foreach (var answer in answers)
            answer.Dispose();
    }

    private static Task<HighLevelException> RefusedAsync(HighLevelClient client) =>
        Should.ThrowAsync<HighLevelException>(() => CallAsync(client, 1));

    /// <summary>A process that dies after the token endpoint answered and before it could save that.</summary>
    private static Task CrashAsync(TokenRig rig) =>
        Should.ThrowAsync<DyingStore.Death>(() =>
            CallAsync(rig.Client(rig.Keeper(new DyingStore(rig.Store))), 1)
        );
}
