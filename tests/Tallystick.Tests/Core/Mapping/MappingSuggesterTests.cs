using Tallystick.Core.Mapping;
using Tallystick.Core.Schema;
using static Tallystick.Tests.Core.Mapping.Streams;

namespace Tallystick.Tests.Core.Mapping;

public sealed class MappingSuggesterTests
{
    [Theory]
    [InlineData("email", "email")]
    [InlineData("firstName", "first_name")]
    [InlineData("firstName", "First Name")]
    [InlineData("shoeSize", "shoe-size")]
    public void Fields_of_the_same_name_are_paired_however_it_is_written(
        string left,
        string right
    ) => Pairs([Text(left)], [Text("other"), Text(right)]).ShouldBe($"{left} = {right}");

    [Theory]
    [InlineData("first name, first, given name, forename, fname, vorname, prenom")]
    [InlineData("last name, last, family name, surname, lname, nachname, nom")]
    [InlineData("name, full name, contact name, display name")]
    [InlineData("email, email address, mail, work email, primary email")]
    [InlineData(
        "phone, phone number, mobile, mobile phone, telephone, tel, cell, cell phone, primary phone"
    )]
    [InlineData(
        "company, company name, organisation, organization, business name, employer, account"
    )]
    [InlineData("company, organisation name")]
    [InlineData("address, address 1, street, street address, address line 1, line 1")]
    [InlineData("city, town, locality")]
    [InlineData("state, region, province, county")]
    [InlineData("postal code, postcode, zip, zip code, plz")]
    [InlineData("country, country code")]
    [InlineData("website, url, web, homepage")]
    [InlineData("date of birth, birthday, birthdate, dob, born")]
    [InlineData("tags, labels, tag, label")]
    [InlineData("source, lead source, origin")]
    [InlineData("timezone, tz")]
    [InlineData("gender, sex")]
    public void Common_names_of_one_thing_are_paired(string names)
    {
        var all = names.Split(", ");

        foreach (var (one, other) in all.Zip(all.Skip(1)))
            Pairs([Text(one)], [Text(other)]).ShouldBe($"{one} = {other}");
    }

    [Theory]
    [InlineData("firstName", "lastName")]
    [InlineData("email", "phone")]
    [InlineData("shoeSize", "hatSize")]
    [InlineData("fax", "other")]
    [InlineData("fax", "lastName")]
    public void Fields_of_different_things_are_not(string left, string right) =>
        Pairs([Text(left)], [Text(right)]).ShouldBeEmpty();

    [Fact]
    public void Labels_and_aliases_count_as_names() =>
        Pairs(
                [
                    new Field("cf_1", "Shoe size", FieldType.Text),
                    new Field("cf_2", "Second", FieldType.Text) { Aliases = ["hat size"] },
                ],
                [Text("hatSize"), new Field("x7", "SHOE SIZE", FieldType.Text)]
            )
            .ShouldBe("cf_1 = x7, cf_2 = hatSize");

    [Fact]
    public void One_name_of_several_is_enough() =>
        Pairs([Text("phone")], [new Field("cf_9", "Mobile", FieldType.Text)])
            .ShouldBe("phone = cf_9");

    [Fact]
    public void The_same_key_is_likelier_than_the_same_label_and_that_than_the_same_meaning()
    {
        Field[] right = [Text("mobile"), new Field("x", "phone", FieldType.Text), Text("Phone")];

        Pairs([Text("phone")], right).ShouldBe("phone = Phone");
        Pairs([Text("phone")], right[..2]).ShouldBe("phone = x");
        Pairs([Text("phone")], right[..1]).ShouldBe("phone = mobile");
    }

    [Fact]
    public void A_field_is_paired_once() =>
        Pairs([Text("phone"), Text("mobile")], [Text("tel")]).ShouldBe("phone = tel");

    [Fact]
    public void Pairs_come_in_the_order_of_the_left_side() =>
        Pairs([Text("phone"), Text("email")], [Text("email"), Text("phone")])
            .ShouldBe("phone = phone, email = email");

    [Fact]
    public void A_set_is_paired_with_sets_only()
    {
        Field[] tags = [Typed("tags", FieldType.Set)];

        Pairs(tags, [Text("tags"), Typed("labels", FieldType.Set)]).ShouldBe("tags = labels");
        Pairs([Text("tags")], tags).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(FieldAccess.All, FieldAccess.All, "name = name")]
    [InlineData(FieldAccess.All, FieldAccess.Read, "name < name")]
    [InlineData(FieldAccess.Read, FieldAccess.All, "name > name")]
    [InlineData(FieldAccess.List | FieldAccess.Create, FieldAccess.All, "name = name")]
    [InlineData(FieldAccess.Write, FieldAccess.All, "name < name")]
    [InlineData(FieldAccess.All, FieldAccess.Write, "name > name")]
    [InlineData(FieldAccess.Get, FieldAccess.All, "")]
    [InlineData(FieldAccess.Read, FieldAccess.Read, "")]
    [InlineData(FieldAccess.Write, FieldAccess.Write, "")]
    public void A_pair_flows_where_it_can_be_read_and_written(
        FieldAccess left,
        FieldAccess right,
        string expected
    ) =>
        Pairs([Text("name") with { Access = left }], [Text("name") with { Access = right }])
            .ShouldBe(expected);

    [Fact]
    public void A_partner_that_cannot_be_used_leaves_the_field_to_others() =>
        Pairs(
                [Text("name") with { Access = FieldAccess.Read }, Text("fullName")],
                [Text("name") with { Access = FieldAccess.Read }]
            )
            .ShouldBe("fullName < name");

    [Fact]
    public void Whole_names_are_left_out_where_there_are_first_and_last_ones()
    {
        Field[] all = [Text("firstName"), Text("lastName"), Text("name"), Text("email")];

        Pairs(all, all).ShouldBe("firstName = firstName, lastName = lastName, email = email");
        Pairs(all[1..], all[1..]).ShouldBe("lastName = lastName, name = name, email = email");
        Pairs([all[0], all[2]], all).ShouldBe("firstName = firstName, name = name");
    }

    [Theory]
    [InlineData(FieldType.Email, FieldType.Text, FieldType.Phone, FieldType.Text, "mail, tel")]
    [InlineData(FieldType.Text, FieldType.Email, FieldType.Text, FieldType.Phone, "mail, tel")]
    [InlineData(FieldType.Text, FieldType.Text, FieldType.Phone, FieldType.Phone, "tel")]
    [InlineData(FieldType.Text, FieldType.Text, FieldType.Text, FieldType.Text, "")]
    public void People_are_told_by_email_then_by_phone(
        FieldType leftMail,
        FieldType rightMail,
        FieldType leftPhone,
        FieldType rightPhone,
        string expected
    )
    {
        var left = new ObjectSchema("l", [Typed("tel", leftPhone), Typed("mail", leftMail)]);
        var right = new ObjectSchema("r", [Typed("phone", rightPhone), Typed("email", rightMail)]);
        var pairs = MappingSuggester.Pairs(left, right);

        var rules = MappingSuggester.MatchRules(left, right, pairs);

        string.Join(", ", rules.Select(r => string.Join('+', r))).ShouldBe(expected);
    }

    private static string Pairs(Field[] left, Field[] right) =>
        string.Join(
            ", ",
            MappingSuggester
                .Pairs(new ObjectSchema("l", left), new ObjectSchema("r", right))
                .Select(p => $"{p.Left} {Sign(p.Direction)} {p.Right}")
        );

    private static char Sign(Direction direction) =>
        direction switch
        {
            Direction.Both => '=',
            Direction.ToRight => '>',
            Direction.ToLeft => '<',
            _ => '?',
        };
}
