using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tallystick.Sandbox.Acme;

/// <summary>
/// The store as one JSON file: per type an array of records as the API shows them. Written beside the target and renamed, so that a crash leaves the old one.
/// </summary>
internal static class AcmeSnapshot
{
    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    public static async Task SaveAsync(
        AcmeStore store,
        string path,
        CancellationToken cancellationToken
    )
    {
        await OneAtATime.WaitAsync(cancellationToken);
        try
        {
            await WriteAndRenameAsync(store, Path.GetFullPath(path), cancellationToken);
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    private static async Task WriteAndRenameAsync(
        AcmeStore store,
        string full,
        CancellationToken cancellationToken
    )
    {
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var temporary = full + ".tmp";
        var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None);
        await using (file)
        {
            await file.WriteAsync(Write(store), cancellationToken);
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, full, overwrite: true);
    }

    /// <summary>Reads a snapshot; one that cannot be read is an error, not an empty store.</summary>
    public static async Task LoadAsync(
        AcmeStore store,
        string path,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
            var root = JsonNode.Parse(bytes);
            foreach (var type in AcmeType.All)
            {
                foreach (var item in root![type.Name]!.AsArray())
                {
                    store.Restore(type, Read(type, item!.AsObject()));
                }
            }
            store.GoOnFrom(bytes);
        }
        catch (Exception e)
            when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"'{path}' is not a snapshot of Acme CRM.", e);
        }
        catch (Exception e) when (e is AcmeRefusal or NullReferenceException or ArgumentException)
        {
            throw new InvalidDataException($"'{path}' holds a record Acme does not take.", e);
        }
    }

    private static ReadOnlyMemory<byte> Write(AcmeStore store) =>
        AcmeJson.Build(writer =>
        {
            writer.WriteStartObject();
            foreach (var type in AcmeType.All)
            {
                writer.WriteStartArray(type.Name);
                foreach (var record in store.All(type))
                {
                    writer.WriteStartObject();
                    AcmeJson.WriteProperties(writer, type, record);
                    writer.WriteEndObject();
                }
                writer.WriteEndArray();
            }
            writer.WriteEndObject();
        });

    private static AcmeRecord Read(AcmeType type, JsonObject item)
    {
        var id = (string)item["id"]!;
        var parent = (string?)item[AcmeJson.ParentName];
        var createdAt = Time((string)item["createdAt"]!);
        var updatedAt = (string?)item["updatedAt"];
        var version = (int)item["version"]!;
        foreach (
            var name in new[] { "id", AcmeJson.ParentName, "createdAt", "updatedAt", "version" }
        )
        {
            item.Remove(name);
        }
        var values = AcmePatch.Parse(type, JsonSerializer.SerializeToUtf8Bytes(item)).Create();
        return new AcmeRecord(
            id,
            parent,
            values,
            createdAt,
            updatedAt is null ? null : Time(updatedAt),
            version
        );
    }

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.ParseExact(
            text,
            AcmeJson.TimeFormat,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal
        );
}
