using Tallystick.Connectors.Csv;
using Tallystick.Core.Connectors;

namespace Tallystick.Contract.Tests.Connectors;

public class CsvContractTests : ConnectorContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tallystick-csv-").FullName;
    private int _ids;

    protected string FilePath => Path.Combine(_folder, "people.csv");

    protected virtual string Header => "id,name,email,tags,birthday,changed\n";

    protected virtual CsvOptions Options => new() { Path = FilePath, Key = "id" };

    protected override ContractSubject Subject { get; } =
        new("row", "name")
        {
            EmailField = "email",
            SetField = "tags",
            DateField = "birthday",
            ListsOnlyChanges = false,
        };

    protected override Task SetUpAsync() => File.WriteAllTextAsync(FilePath, Header, Token);

    protected override Task<IConnector> OpenAsync() =>
        Task.FromResult<IConnector>(
            CsvConnector.Open(Options, TimeProvider.System, () => $"new-{++_ids}-{_folder.Length}")
        );

    protected override Task<DateTimeOffset> NowAsync() =>
        Task.FromResult(TimeProvider.System.GetUtcNow());

    protected override Task TearDownAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }
}

/// <summary>As spreadsheets in Europe write it: semicolons, CRLF, a mark, its own date format.</summary>
public sealed class SpreadsheetCsvContractTests : CsvContractTests
{
    protected override string Header => "\uFEFFid;name;email;tags;birthday;changed\r\n";

    protected override CsvOptions Options =>
        base.Options with
        {
            NewKey = "id",
            ModifiedColumn = "changed",
            Columns = new Dictionary<string, CsvColumn>
            {
                ["birthday"] = new() { Format = "dd.MM.yyyy" },
                ["tags"] = new() { Separator = "," },
            },
        };
}

/// <summary>As a spreadsheet saves "Unicode text".</summary>
public sealed class Utf16CsvContractTests : CsvContractTests
{
    protected override string Header => "id\tname\temail\ttags\tbirthday\tchanged\r\n";

    protected override Task SetUpAsync() =>
        File.WriteAllTextAsync(FilePath, Header, System.Text.Encoding.Unicode, Token);
}
