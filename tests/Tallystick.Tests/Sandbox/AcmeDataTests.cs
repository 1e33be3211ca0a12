using System.Net;
using Tallystick.Sandbox.Acme;

namespace Tallystick.Tests.Sandbox;

public sealed class AcmeDataTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("acme-");

    private string File => Path.Combine(_folder.FullName, "book", "acme.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_was_there_at_the_end_is_there_at_the_next_start()
    {
        var options = new AcmeOptions
        {
            DataFile = File,
            Contacts = 3,
            Limits = false,
        };
        string before;
        string todos;
        await using (var acme = await AcmeDesk.OpenAsync(options))
        {
            var id = await acme.AddPersonAsync(
                new
                {
                    givenName = "Ada",
                    labels = (string[])["VIP"],
                    score = 1.50m,
                }
            );
            await acme.PostAsync($"/api/people/{id}/todos", new { subject = "Call" });
            await acme.PostAsync("/api/companies", new { name = "Acme" });
            acme.Clock.Advance(TimeSpan.FromSeconds(9));
            await acme.PatchAsync($"/api/people/{id}", new { optOut = true });
            before = (await acme.GetAsync("/api/people")).ToJsonString();
            todos = (await acme.GetAsync($"/api/people/{id}/todos")).ToJsonString();
        }

        await using var again = await AcmeDesk.OpenAsync(options);
        var people = await again.GetAsync("/api/people");

        people.ToJsonString().ShouldBe(before);
        var last = people["items"]!
            .AsArray()
            .Single(p => (string?)p!["givenName"] == "Ada" && (bool)p["optOut"]!);
        (await again.GetAsync($"/api/people/{last!["id"]}/todos")).ToJsonString().ShouldBe(todos);
        ((int)(await again.GetAsync("/api/companies"))["total"]!).ShouldBe(1);
    }

    [Fact]
    public async Task The_desk_can_save_at_once_and_leaves_no_half_file()
    {
        var options = new AcmeOptions { DataFile = File, Contacts = 2 };
        await using var acme = await AcmeDesk.OpenAsync(options);

        var saved = await acme.PostAsync("/_acme/save", null, HttpStatusCode.OK);

        ((int)saved["people"]!).ShouldBe(2);
        Directory.GetFiles(Path.GetDirectoryName(File)!).ShouldBe([File]);
    }

    [Fact]
    public async Task Saving_without_a_file_is_refused()
    {
        await using var acme = await AcmeDesk.OpenAsync();

        await acme.PostAsync("/_acme/save", null, HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""{"people":[{"id":"p_1"}]}""")]
    public async Task A_file_that_is_no_snapshot_stops_the_start_and_stays_as_it_is(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await System.IO.File.WriteAllTextAsync(File, text);

        await Should.ThrowAsync<InvalidDataException>(() =>
            AcmeDesk.OpenAsync(new AcmeOptions { DataFile = File })
        );

        (await System.IO.File.ReadAllTextAsync(File)).ShouldBe(text);
    }

    [Fact]
    public async Task Seeding_is_the_same_each_time_and_goes_on_where_it_is_told()
    {
        await using var one = await AcmeDesk.OpenAsync(new AcmeOptions { Contacts = 10, Seed = 7 });
        await using var two = await AcmeDesk.OpenAsync(new AcmeOptions { Seed = 7 });
        await two.PostAsync("/_acme/seed", new { count = 4, seed = 7 }, HttpStatusCode.OK);
        var body = new
        {
            count = 6,
            seed = 7,
            startIndex = 4,
        };
        await two.PostAsync("/_acme/seed", body, HttpStatusCode.OK);

        var left = await one.GetAsync("/_acme/people");
        var right = await two.GetAsync("/_acme/people");

        ((int)left["total"]!).ShouldBe(10);
        right.ToJsonString().ShouldBe(left.ToJsonString());
        left["items"]!
            .AsArray()
            .Select(p => (string)p!["emailAddress"]!)
            .Distinct()
            .Count()
            .ShouldBe(10);
    }

    [Fact]
    public async Task A_reset_forgets_everything_and_ids_begin_anew()
    {
        await using var acme = await AcmeDesk.OpenAsync();
        var first = await acme.AddPersonAsync(new { givenName = "Ada" });
        await acme.PostAsync("/_acme/faults", new { rate500 = 1 }, HttpStatusCode.OK);

        await acme.PostAsync("/_acme/reset", null, HttpStatusCode.NoContent);

        ((int)(await acme.GetAsync("/api/people"))["total"]!).ShouldBe(0);
        (await acme.AddPersonAsync(new { givenName = "Ada" })).ShouldBe(first);
    }

    [Fact]
    public async Task Given_people_are_loaded_as_if_a_client_had_sent_them()
    {
        await using var acme = await AcmeDesk.OpenAsync();
        var seed = new AcmePersonSeed
        {
            GivenName = " Ada ",
            EmailAddress = "Ada@Example.com",
            Birthday = new DateOnly(1990, 9, 25),
            Labels = ["VIP", "vip"],
            Stage = "customer",
            Score = 9,
        };

        var ids = acme.Crm.Load([seed]);

        var person = await acme.GetAsync($"/api/people/{ids.Single()}");
        ((string)person["givenName"]!).ShouldBe("Ada");
        ((string)person["emailAddress"]!).ShouldBe("ada@example.com");
        ((string)person["birthday"]!).ShouldBe("1990-09-25");
        person["labels"]!.AsArray().Count.ShouldBe(1);
        Should
            .Throw<ArgumentException>(() => acme.Crm.Load([seed with { Stage = "friend" }]))
            .Message.ShouldContain("stage");
    }
}
