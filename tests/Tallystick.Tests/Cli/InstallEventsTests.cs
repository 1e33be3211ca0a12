using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Tallystick.Cli.Accounts;
using Tallystick.Cli.Hooks;
using Tallystick.HighLevel.Tokens;
using Tallystick.HighLevel.Webhooks;
using Tallystick.Storage.Secrets;

namespace Tallystick.Tests.Cli;

/// <summary>Which account an install or its end concerns, and what becomes of it.</summary>
public sealed class InstallEventsTests : IDisposable
{
    private const string Location = "ve9EPM428h8vShlRW1KT";
    private const string Company = "5DP4iH6HLkQsiKESj6rh";
    private const string AppId = "65f0a1b2c3d4e5f607182930";

    private readonly FakeTimeProvider _time = new(new(2026, 3, 1, 9, 0, 0, default));
    private readonly string _folder = Directory.CreateTempSubdirectory("tally-installs-").FullName;
    private readonly AccountBook _book;

    public InstallEventsTests() =>
        _book = new AccountBook(
            KeyStore.Open(
                Path.Combine(_folder, "tallystick.secrets.db"),
                new MasterKeySource(Path.Combine(_folder, "keys")),
                _time
            )
        );

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _book.Keys.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task An_app_that_is_taken_out_loses_its_tokens_once()
    {
        await ConnectAsync(company: null, "crm/tokens");
        _time.Advance(TimeSpan.FromMinutes(1));
        (await TakeAsync("UNINSTALL", Location)).ShouldBeTrue();
        var lost = await FindAsync("crm/tokens");
        lost.LostAt.ShouldBe(_time.GetUtcNow());
        lost.ExpiresAt.ShouldBe(_time.GetUtcNow());
        (await TakeAsync("UNINSTALL", Location)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(Location, "another-app")]
    [InlineData("another-location", AppId)]
    [InlineData(null, AppId)]
    public async Task What_concerns_another_app_or_place_changes_nothing(
        string? location,
        string appId
    )
    {
        await ConnectAsync(company: null, "crm/tokens");
        _time.Advance(TimeSpan.FromMinutes(1));
        (await TakeAsync("UNINSTALL", location, appId)).ShouldBeFalse();
        (await FindAsync("crm/tokens")).LostAt.ShouldBeNull();
    }

    [Fact]
    public async Task The_end_of_an_install_before_this_one_changes_nothing_however_late_it_comes()
    {
        var before = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromMinutes(1));
        await ConnectAsync(company: null, "crm/tokens");
        (await TakeAsync("UNINSTALL", Location, sentAt: before)).ShouldBeFalse();
        (await FindAsync("crm/tokens")).LostAt.ShouldBeNull();
    }

    [Fact]
    public async Task The_end_of_an_install_after_which_a_refresh_succeeded_was_not_its_end()
    {
        await ConnectAsync(company: null, "crm/tokens");
        _time.Advance(TimeSpan.FromMinutes(1));
        var sentAt = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromMinutes(1));
        var (tokens, version) = (await _book.FindAsync("crm/tokens", Token))!;
        var renewed = tokens with { ObtainedAt = _time.GetUtcNow() };
        (await _book.TrySaveAsync("crm/tokens", renewed, version, Token)).ShouldBeTrue();
        (await TakeAsync("UNINSTALL", Location, sentAt: sentAt)).ShouldBeFalse();
    }

    [Fact]
    public async Task One_location_of_an_agency_loses_its_own_tokens_and_the_agency_all()
    {
        var ofLocation = $"crm/tokens/{Location}";
        await ConnectAsync(Company, "crm/tokens", ofLocation, "crm/tokens/another");
        _time.Advance(TimeSpan.FromMinutes(1));
        (await TakeAsync("UNINSTALL", Location)).ShouldBeTrue();
        (await FindAsync(ofLocation)).LostAt.ShouldNotBeNull();
        (await FindAsync("crm/tokens")).LostAt.ShouldBeNull();

        (await TakeAsync("UNINSTALL", null)).ShouldBeTrue();
        (await FindAsync("crm/tokens")).LostAt.ShouldNotBeNull();
        (await FindAsync("crm/tokens/another")).LostAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task An_install_after_the_loss_lets_the_tokens_be_tried_and_one_before_it_does_not()
    {
        await ConnectAsync(company: null, "crm/tokens");
        var before = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromMinutes(1));
        await TakeAsync("UNINSTALL", Location);
        (await TakeAsync("INSTALL", Location, sentAt: before)).ShouldBeFalse();
        _time.Advance(TimeSpan.FromMinutes(1));
        (await TakeAsync("INSTALL", Location)).ShouldBeTrue();
        var tokens = await FindAsync("crm/tokens");
        tokens.LostAt.ShouldBeNull();
        // To be renewed before anything is called with them.
        tokens.ExpiresAt.ShouldBeLessThan(_time.GetUtcNow());
        (await TakeAsync("INSTALL", Location)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_private_token_is_no_install()
    {
        _book.Save(
            "crm",
            new Account
            {
                Connector = "highlevel",
                Kind = AccountKind.Token,
                ConnectedAt = _time.GetUtcNow(),
            }
        );
        _time.Advance(TimeSpan.FromMinutes(1));
        (await TakeAsync("UNINSTALL", Location)).ShouldBeFalse();
    }

    private async Task ConnectAsync(string? company, params string[] names)
    {
        _book.Save(
            "crm",
            new Account
            {
                Connector = "highlevel",
                Kind = AccountKind.OAuth,
                ConnectedAt = _time.GetUtcNow(),
                CompanyId = company,
                App = new HighLevelApp { ClientId = $"{AppId}-abcd1234", ClientSecret = "secret" },
            }
        );
        foreach (var name in names)
            (
                await _book.TrySaveAsync(
                    name,
                    new TokenSet
                    {
                        AccessToken = "access",
                        RefreshToken = "refresh",
                        ObtainedAt = _time.GetUtcNow(),
                        ExpiresAt = _time.GetUtcNow().AddDays(1),
                    },
                    0,
                    Token
                )
            ).ShouldBeTrue();
    }

    private async Task<TokenSet> FindAsync(string name) =>
        (await _book.FindAsync(name, Token))!.Tokens;

    private async Task<bool> TakeAsync(
        string type,
        string? location,
        string appId = AppId,
        DateTimeOffset? sentAt = null
    )
    {
        var place = location is null ? "" : $"\"locationId\":\"{location}\",";
        var body =
            $$"""{"type":"{{type}}",{{place}}"companyId":"{{Company}}","appId":"{{appId}}","timestamp":"{{sentAt ?? _time.GetUtcNow():O}}","webhookId":"w1"}""";
        var connection = new HookSettings(
            "main",
            Location,
            new HookAddress(IPAddress.Loopback, 0, HookAddress.UsualPath),
            null
        )
        {
            Account = "crm",
        };
        var told = await new InstallEvents(_ => _book, _time).TakeAsync(
            WebhookParser.Parse(Encoding.UTF8.GetBytes(body)),
            [connection, connection with { Connection = "same" }],
            Token
        );
        if (told.Count > 0)
            told.ShouldBe(["main", "same"]);
        return told.Count > 0;
    }
}
