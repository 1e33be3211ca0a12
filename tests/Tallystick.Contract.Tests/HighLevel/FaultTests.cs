using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Tallystick.Sandbox;
using Tallystick.Sandbox.Faults;

namespace Tallystick.Contract.Tests.HighLevel;

/// <summary>Each fault does what its name says, and leaves the effect its name says.</summary>
public sealed class FaultTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("rate429", "429", 0)]
    [InlineData("rate500", "500", 0)]
    [InlineData("rate503", "503", 0)]
    [InlineData("timeoutBeforeEffectRate", "cut", 0)]
    [InlineData("dropBeforeEffectRate", "cut", 0)]
    [InlineData("timeoutAfterEffectRate", "cut", 1)]
    [InlineData("resetMidBodyRate", "cut", 1)]
    [InlineData("truncatedJsonRate", "not JSON", 1)]
    [InlineData("htmlRate", "not JSON", 0)]
    [InlineData("created422Rate", "422", 1)]
    public async Task A_fault_shows_and_leaves_what_its_name_says(
        string fault,
        string shown,
        int created
    )
    {
        var faults = FaultRates.Parse([$"{fault}=1", "timeoutMs=1"]);
        await using var sandbox = await HighLevelSandbox.StartAsync(
            new SandboxOptions { Limits = false, Faults = faults },
            TimeProvider.System,
            Token
        );
        using var http = new HttpClient { BaseAddress = sandbox.BaseAddress };

        (await CreateAsync(http)).ShouldBe(shown);
        sandbox.ContactCount.ShouldBe(created);
        sandbox.SetFaults(new FaultRates());
        (await CreateAsync(http)).ShouldBe(created == 0 ? "201" : "400");
    }

    [Fact]
    public async Task Only_the_operations_named_are_befallen()
    {
        await using var api = await Api.StartAsync();
        await api.DeskAsync(
            "faults",
            new { rate500 = 1, operations = new[] { "contacts.create" } }
        );
        (await api.GetAsync($"/contacts/{Api.C1}")).Status.ShouldBe(200);
        (
            await api.PostAsync("/contacts/", new { locationId = Api.L1, email = "no@example.com" })
        ).Status.ShouldBe(500);
    }

    [Theory]
    [InlineData("rate429", "is not of the form")]
    [InlineData("rate429=often", "is not of the form")]
    [InlineData("rate430=0.5", "names no fault")]
    public void A_fault_that_is_none_is_refused(string setting, string message) =>
        Should
            .Throw<FormatException>(() => FaultRates.Parse([setting]))
            .Message.ShouldContain(message);

    private static async Task<string> CreateAsync(HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/contacts/");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            HighLevelSandbox.DefaultToken
        );
        request.Headers.Add("Version", "2021-07-28");
        request.Content = JsonContent.Create(
            new { locationId = HighLevelSandbox.DefaultLocation, email = "f@example.com" }
        );
        try
        {
            using var response = await http.SendAsync(request, Token);
            var text = await response.Content.ReadAsStringAsync(Token);
            JsonElement.Parse(text);
            return ((int)response.StatusCode).ToString(
                System.Globalization.CultureInfo.InvariantCulture
            );
        }
        catch (HttpRequestException)
        {
            return "cut";
        }
        catch (JsonException)
        {
            return "not JSON";
        }
    }
}
